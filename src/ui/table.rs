//! Tables as `kubectl` draws them: upper-case heads, columns by spaces, no borders, no wrapping.

use std::fmt;

#[derive(Clone, Debug)]
pub struct Table {
    inner: comfy_table::Table,
}

impl Table {
    pub fn new<H: Into<String>>(heads: impl IntoIterator<Item = H>) -> Self {
        let mut inner = comfy_table::Table::new();
        inner.load_style(comfy_table::presets::NOTHING);
        inner.set_content_arrangement(comfy_table::ContentArrangement::Disabled);
        inner.set_header(heads.into_iter().map(Into::into));
        for column in inner.column_iter_mut() {
            column.set_padding((0, 3));
        }
        Self { inner }
    }

    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.inner.add_row(cells.into_iter().map(Into::into));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.inner.lines() {
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_line_up_and_lines_end_without_spaces() {
        let mut table = Table::new(["NAME", "TITLE"]);
        table.row(["node", "One prepared node"]);
        table.row(["a-long-name", "-"]);
        insta::assert_snapshot!(table.to_string(), @"
        NAME          TITLE
        node          One prepared node
        a-long-name   -
        ");
    }
}

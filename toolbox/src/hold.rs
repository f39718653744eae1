//! `hold ADDRESS PORT`: a connection that stays.

use std::io::Read;
use std::net::{IpAddr, TcpStream};

use crate::{Done, Trouble, errno, number, output, sys};

pub fn run(arguments: &[&str]) -> Done {
    let [address, port] = arguments else {
        return Err(Trouble::Usage("`hold` takes an address and a port".to_owned()));
    };
    let ip: IpAddr = address.parse().map_err(|_| Trouble::Usage(format!("`{address}` is no address")))?;
    let to = (ip, number(port)?).into();
    sys::end_at_signals();
    let connection = TcpStream::connect_timeout(&to, std::time::Duration::from_secs(10));
    let mut connection = connection.map_err(|error| Trouble::Failed(format!("connect: {}", errno::name(&error))))?;
    output::line(format_args!("connected to {to}"));
    loop {
        match connection.read(&mut [0; 1024]) {
            Ok(0) => return Err(Trouble::Failed("the other side closed the connection".to_owned())),
            Ok(_) => {}
            Err(error) => return Err(Trouble::Failed(format!("read: {}", errno::name(&error)))),
        }
    }
}

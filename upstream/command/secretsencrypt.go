package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"dev.seclab/upstream/pki"
	"dev.seclab/upstream/settings"
)

func secretsEncryptCommand() *cobra.Command {
	s := settings.Settings{DataDir: dataDir()}
	command := &cobra.Command{Use: "secrets-encrypt", Short: "Show how secrets are encrypted at rest"}
	status := &cobra.Command{
		Use:   "status",
		Short: "Print whether secrets are encrypted, and by which keys",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			text, err := os.ReadFile(s.EncryptionConfig())
			if errors.Is(err, fs.ErrNotExist) {
				fmt.Fprintln(command.OutOrStdout(), "Encryption Status: Disabled, no configuration file found")
				return nil
			}
			if err != nil {
				return err
			}
			return printStatus(command.OutOrStdout(), text)
		},
	}
	status.Flags().StringVarP(&s.DataDir, "data-dir", "d", s.DataDir, "the server's `DIR`")
	command.AddCommand(status)
	return command
}

// printStatus marks the key that writes. The first provider writes, all of them read.
func printStatus(out io.Writer, text []byte) error {
	var encryption pki.Encryption
	if err := json.Unmarshal(text, &encryption); err != nil {
		return err
	}
	type row struct{ kind, name string }
	var rows []row
	enabled := false
	for _, resources := range encryption.Resources {
		for i, provider := range resources.Providers {
			enabled = enabled || i == 0 && provider.Identity == nil
			for _, of := range []struct {
				kind string
				keys *pki.Keys
			}{{"AES-CBC", provider.AESCBC}, {"AES-GCM", provider.AESGCM}, {"XSalsa20-POLY1305", provider.Secretbox}} {
				if of.keys == nil {
					continue
				}
				for _, key := range of.keys.Keys {
					rows = append(rows, row{of.kind, key.Name})
				}
			}
		}
	}
	state := "Disabled"
	if enabled {
		state = "Enabled"
	}
	fmt.Fprintf(out, "Encryption Status: %s\n\nActive  Key Type           Name\n------  -----------------  ----\n", state)
	for i, row := range rows {
		mark := " "
		if enabled && i == 0 {
			mark = "*"
		}
		fmt.Fprintf(out, " %s      %-17s  %s\n", mark, row.kind, row.name)
	}
	return nil
}

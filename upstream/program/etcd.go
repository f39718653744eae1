package program

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"go.etcd.io/etcd/server/v3/embed"
)

// etcd runs from a configuration file, whose keys are etcd's own.
// Source: https://etcd.io/docs/v3.5/op-guide/configuration/
func etcd() int {
	path := flag.String("config-file", "", "etcd's configuration")
	flag.Parse()
	config, err := embed.ConfigFromFile(*path)
	if err != nil {
		return fail(err)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	server, err := embed.StartEtcd(config)
	if err != nil {
		return fail(err)
	}
	defer server.Close()
	select {
	case <-ctx.Done():
		return 0
	case err := <-server.Err():
		return fail(err)
	case <-server.Server.StopNotify():
		return fail(fmt.Errorf("the server stopped"))
	}
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

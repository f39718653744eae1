#!/bin/sh
# Builds seclab-k8s, and CoreDNS beside it, from Go modules: the same source gives the same files.
# usage: build.sh OUTPUT [VERSION]     OUTPUT is seclab-k8s' path; seclab-coredns goes into the same folder
set -eu

output=${1:?usage: build.sh OUTPUT [VERSION]}
version=${2:-development}
source=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$(dirname "$output")"
folder=$(cd "$(dirname "$output")" && pwd)
output=$folder/$(basename "$output")

# Without cgo the programs run on any Linux; without the paths and the repository's state they are reproducible.
export CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS='-trimpath -buildvcs=false -mod=readonly'

cd "$source"
kubernetes=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
numbers=${kubernetes#v}
major=${numbers%%.*}
minor=${numbers#*.}
minor=${minor%%.*}
component=k8s.io/component-base/version
client=k8s.io/client-go/pkg/version
flags="-s -w -X dev.seclab/upstream/command.Version=$version -X dev.seclab/upstream/command.KubernetesVersion=$kubernetes"
for package in $component $client; do
    flags="$flags -X $package.gitVersion=$kubernetes -X $package.gitMajor=$major -X $package.gitMinor=$minor"
    flags="$flags -X $package.gitTreeState=clean -X $package.gitCommit="
done

echo "building seclab-k8s $version (Kubernetes $kubernetes, $(go env GOVERSION)) as $output"
go build -ldflags "$flags" -o "$output" .

if [ -d coredns ]; then
    cd coredns
    coredns=$(go list -m -f '{{.Version}}' github.com/coredns/coredns)
    echo "building seclab-coredns (CoreDNS $coredns) as $folder/seclab-coredns"
    go build -ldflags '-s -w' -o "$folder/seclab-coredns" .
fi
echo "done"

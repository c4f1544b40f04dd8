// The yardstick: Debian's starlark-go runs a file, with what the programs of the benchmark use.
package main

import (
	"fmt"
	"os"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkjson"
	"go.starlark.net/starlarkstruct"
)

func main() {
	resolve.AllowRecursion = true
	thread := &starlark.Thread{Print: func(_ *starlark.Thread, text string) { fmt.Println(text) }}
	names := starlark.StringDict{
		"struct": starlark.NewBuiltin("struct", starlarkstruct.Make),
		"json":   starlarkjson.Module,
	}
	if _, err := starlark.ExecFile(thread, os.Args[1], nil, names); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

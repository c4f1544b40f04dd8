// Runs each file that is named on standard input, with Debian's starlark-go; prints what it prints and its errors, then NUL.
package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkjson"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"
)

func main() {
	names := starlark.StringDict{"struct": starlark.NewBuiltin("struct", starlarkstruct.Make), "json": starlarkjson.Module}
	out := bufio.NewWriter(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		thread := &starlark.Thread{Print: func(_ *starlark.Thread, text string) { fmt.Fprintln(out, text) }}
		source, err := os.ReadFile(lines.Text())
		if err == nil {
			_, err = starlark.ExecFile(thread, filepath.Base(lines.Text()), source, names)
		}
		switch e := err.(type) {
		case nil:
		case *starlark.EvalError:
			fmt.Fprintln(out, e.Backtrace())
		case resolve.ErrorList:
			for _, one := range e {
				fmt.Fprintf(out, "%s: %s\n", one.Pos, one.Msg)
			}
		case syntax.Error:
			fmt.Fprintf(out, "%s: %s\n", e.Pos, e.Msg)
		default:
			fmt.Fprintln(out, err)
		}
		fmt.Fprint(out, "\x00")
		out.Flush()
	}
}

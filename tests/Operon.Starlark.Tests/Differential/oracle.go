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
		// What a file loads is beside it; a file is executed once.
		type module struct {
			globals starlark.StringDict
			err     error
		}
		loaded := map[string]*module{}
		load := func(t *starlark.Thread, name string) (starlark.StringDict, error) {
			known, ok := loaded[name]
			if known != nil {
				return known.globals, known.err
			}
			if ok {
				return nil, fmt.Errorf("cycle in load graph")
			}
			loaded[name] = nil
			known = &module{}
			source, err := os.ReadFile(filepath.Join(filepath.Dir(lines.Text()), name))
			if err != nil {
				known.err = fmt.Errorf("open %s: no such file or directory", name)
			} else {
				known.globals, known.err = starlark.ExecFile(&starlark.Thread{Print: t.Print, Load: t.Load}, name, source, names)
			}
			loaded[name] = known
			return known.globals, known.err
		}
		thread.Load = load
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

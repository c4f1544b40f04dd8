using FsCheck;
using FsCheck.Fluent;
using Operon.Starlark.Syntax;
using Operon.Testing;

namespace Operon.Starlark.Tests.Syntax;

/// <summary>What is printed is read back as the same program.</summary>
public sealed class PrinterTests
{
    [Fact]
    public void Format_OfWhatItPrinted_ChangesNothing()
    {
        var folder = Path.Combine(Repository.Conformance, "starlark");
        if (!Directory.Exists(folder)) Assert.Skip(Repository.NoConformance);
        foreach (var file in Directory.EnumerateFiles(folder, "*.star", SearchOption.AllDirectories))
        {
            var text = Evaluator.Decode(File.ReadAllBytes(file));
            string printed;
            try
            {
                printed = Evaluator.Format("t.star", text);
            }
            catch (StaticErrorException)
            {
                continue;
            }

            Evaluator.Format("t.star", printed).ShouldBe(printed, file);
        }
    }

    [Fact]
    public void Format_OfRandomExpressions_ChangesNothing() =>
        Prop.ForAll(Expressions(5).ToArbitrary(), text => Evaluator.Format("t.star", $"x = {text}\n") == $"x = {text}\n").QuickCheckThrowOnFailure();

    [Fact]
    public void Format_OfEveryStatement_GivesOneWayOfWriting() =>
        Evaluator.Format("t.star", """
            load( 'm.star' , 'a', b='c')   # comment
            def f(a,b=1,*args,c,d=2,**kw):
              '''doc'''
              for (x,)in [(1,)] : pass
              if a: return
              elif b :
                  while True: break
              else: x.y[1:2:3] , z = 1 .real, {1:2, **{}} if 0 else (3,)
            """.Replace(", **{}", "", StringComparison.Ordinal)).ShouldBe("""
            load('m.star', "a", b = "c")
            def f(a, b = 1, *args, c, d = 2, **kw):
                '''doc'''
                for (x,) in [(1,)]:
                    pass
                if a:
                    return
                elif b:
                    while True:
                        break
                else:
                    x.y[1:2:3], z = 1 .real, {1: 2} if 0 else (3,)

            """);

    private static Gen<string> Expressions(int depth)
    {
        var leaf = Gen.Elements("a", "b", "1", "2.5", "\"s\"", "()", "[]", "{}");
        if (depth == 0) return leaf;
        var inner = Expressions(depth - 1);
        return Gen.OneOf(
            leaf,
            from x in inner select $"({x})",
            from x in inner select $"-({x})",
            from x in inner select $"(not {x})",
            from x in inner from y in inner from op in Gen.Elements("+", "==", "and", "not in", "//", "|") select $"({x} {op} {y})",
            from x in inner from y in inner select $"({x})[{y}]",
            from x in inner from y in inner select $"({x})[{y}:]",
            from x in inner select $"({x}).f",
            from x in inner from y in inner select $"f({x}, *{y}, **g(k = {x}))",
            from x in inner from y in inner select $"[{x} for (i,) in ({y}) if j]",
            from x in inner from y in inner select $"{{{x}: {y}}}",
            from x in inner select $"(lambda a, *b, c = 1, **d: {x})",
            from x in inner from y in inner select $"({x} if {y} else c)");
    }
}

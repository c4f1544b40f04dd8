using FsCheck;
using FsCheck.Fluent;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Modules;

public sealed class JsonTests
{
    private static readonly Gen<Value> Leaves = Gen.OneOf(
        Gen.Elements(Value.None, Value.True, Value.False),
        ArbMap.Default.GeneratorFor<long>().Select(number => Value.FromInt(number)),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(number => Value.FromFloat(number.Get)),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Value.FromString(new string([.. text.Get.Where(unit => !char.IsSurrogate(unit))]))),
        Gen.Elements("", "é<&>", "\u007f", "\u2028\u0001", "\"\\/", "😿").Select(text => Value.FromString(text)));

    [Fact]
    public void Json_OfAnyValue_DecodesToIt() => FsCheck.Fluent.Prop.ForAll(Values(4).ToArbitrary(), static value =>
    {
        var text = JsonModule.Encode(value);
        Operators.Equals(JsonModule.Decode(text), value).ShouldBeTrue(text.ToString());
        var indented = new StarlarkThread().Call(Attributes.Get(JsonModule.Module, "indent"), text);
        Operators.Equals(JsonModule.Decode(indented), value).ShouldBeTrue(indented.ToString());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_OfAnyBytes_GivesAValueOrAnError() => FsCheck.Fluent.Prop.ForAll(
        Gen.Elements("[", "]", "{", "}", ",", ":", "\"", "\\", "\\u12", "1", "-", ".", "e5", "true", "nul", " ", "é", "\udcff", "\n").ListOf().Select(string.Concat).ToArbitrary(),
        static text =>
        {
            try
            {
                JsonModule.Encode(JsonModule.Decode(text));
            }
            catch (StarlarkException exception)
            {
                exception.Message.ShouldStartWith("at offset ");
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<Value> Values(int depth) => depth == 0 ? Leaves : Gen.OneOf(
        Leaves,
        Values(depth - 1).ListOf().Select(items => Value.FromObject(new StarlarkList([.. items.Take(4)]))),
        (from key in Gen.Elements("a", "b", "é", "\"")
         from item in Values(depth - 1)
         select (key, item)).ListOf().Select(pairs =>
         {
             var dict = new StarlarkDict();
             foreach (var (key, item) in pairs.Take(4))
                 dict.Set(key, item);
             return Value.FromObject(dict);
         }));
}

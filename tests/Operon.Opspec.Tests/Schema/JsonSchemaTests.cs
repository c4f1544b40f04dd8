using Operon.Opspec.Schema;

namespace Operon.Opspec.Tests.Schema;

public sealed class JsonSchemaTests
{
    [Fact]
    public void Write_TheCommittedSchema_IsUpToDate()
    {
        var file = Path.Combine(Repository.Root, "schemas", "op.schema.json");
        var written = JsonSchema.Write();
        if (Environment.GetEnvironmentVariable("OPERON_WRITE_GOLDEN") is not null) File.WriteAllText(file, written);
        File.ReadAllText(file).ShouldBe(written, "run this test with OPERON_WRITE_GOLDEN=1 to write it anew");
    }
}

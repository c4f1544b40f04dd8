namespace Operon.EndToEnd.Releases;

/// <summary>Each recorded case of releases, run by the program under the name it was recorded with.</summary>
public sealed class RecordedReleaseTests(RecordedReleases recorded) : IClassFixture<RecordedReleases>
{
    [Theory]
    [MemberData(nameof(RecordedReleases.Names), MemberType = typeof(RecordedReleases))]
    public void RecordedCase_RunUnderItsName_BehavesAsRecorded(string name)
    {
        Conformance.Folder("releases-behaviour");

        recorded.IsAsRecorded(name, out var differences).ShouldBeTrue(differences);
    }
}

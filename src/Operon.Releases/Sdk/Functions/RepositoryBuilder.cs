using System.Collections.Immutable;
using Operon.Starlark.Execution;
using Operon.Releases.Sdk.Evaluation;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Collects the settings that a <c>repo.ocu.star</c> makes by calls.</summary>
internal sealed class RepositoryBuilder
{
    public string? Alias { get; private set; }

    public StoreSettings? State { get; private set; }

    public StoreSettings? Intent { get; private set; }

    public ImmutableArray<string> Remotes { get; private set; } = [];

    public Function? Trigger { get; private set; }

    public void SetAlias(string alias) => Alias = alias.Length > 0 ? alias : throw new SdkError(SdkRules.BadSettings, "repo_alias: the alias is empty", "a name that is not empty");

    public void SetStores(StoreSettings state, StoreSettings? intent)
    {
        if (State is not null) throw new SdkError(SdkRules.BadSettings, "store.set: the store is already set", "one call of store.set");
        (State, Intent) = (state, intent);
    }

    public void SetRemotes(IEnumerable<string> remotes) => Remotes = [.. remotes];

    public void SetTrigger(Function trigger) => Trigger = trigger;
}

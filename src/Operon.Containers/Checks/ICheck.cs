namespace Operon.Containers.Checks;

/// <summary>Looks at one thing that containers need of the machine, and changes nothing.</summary>
internal interface ICheck
{
    Task<IEnumerable<Finding>> RunAsync(Examined machine);
}

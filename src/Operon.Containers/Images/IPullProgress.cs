namespace Operon.Containers.Images;

/// <summary>Is told how far a pull is. Called from any thread, several times a second at most for each layer.</summary>
public interface IPullProgress
{
    /// <summary>Something has happened.</summary>
    void Report(PullStep step);
}

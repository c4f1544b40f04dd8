namespace Operon.Journal.Writing;

/// <summary>Something whose bytes go to the disk with the next group.</summary>
internal interface ISyncable
{
    /// <summary>Waits until what was written is on the disk.</summary>
    void Sync();
}

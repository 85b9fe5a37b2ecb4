
namespace KetamineCrd.Hooks;

/// <summary>What a prefetch value says about its query (CDS Hooks 2.0, "Prefetch Template").</summary>
public enum PrefetchAnswer
{
    /// <summary>Not tried: no such key, or a value that is no resource, such as a template sent back.</summary>
    Absent,

    /// <summary>Looked up, and nothing there: null, or a Bundle without entries.</summary>
    NothingFound,

    /// <summary>Tried in vain: an OperationOutcome, alone or as an entry.</summary>
    Failed,

    /// <summary>At least one resource came.</summary>
    Found,
}


namespace KetamineCrd.Reading;

/// <summary>What words say of how long a pain has lasted.</summary>
public enum Course
{
    /// <summary>Nothing, or both.</summary>
    Unsaid,

    /// <summary>Three months or more, or the word itself.</summary>
    Chronic,

    Acute,
}

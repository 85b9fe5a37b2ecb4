using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>The name of a member that a client sent.</summary>
public static class MemberName
{
    /// <summary>As it reads; as it is written, escapes and all, when it is not readable as UTF-16 (a lone surrogate). Never throws.</summary>
    public static string Of(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }
}

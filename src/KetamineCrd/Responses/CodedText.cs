
namespace KetamineCrd.Responses;

/// <summary>A Coding of ours; all three parts are present.</summary>
public sealed record CodedText(string System, string Code, string Display);

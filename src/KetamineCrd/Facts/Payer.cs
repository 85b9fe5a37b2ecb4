namespace KetamineCrd.Facts;

/// <summary>An insurer whose policies are held.</summary>
/// <param name="Id">The id of its Organization.</param>
/// <param name="Name">The name known from the member card (CRD 2.2.1 resp-4).</param>
/// <param name="ImpliedProductLine">What being insured there says of the product line; null when nothing.</param>
public sealed record Payer(string Id, string Name, Concept? ImpliedProductLine);

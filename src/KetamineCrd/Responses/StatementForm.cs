using KetamineCrd.Hooks;

namespace KetamineCrd.Responses;

/// <summary>The form in which coverage information is written.</summary>
/// <param name="Dialect">The release of the guide.</param>
/// <param name="BaseAddress">Of this server, for links to its pages; without a slash at the end.</param>
/// <param name="ForJavaValidator">Bends what the published invariants of a release get wrong: see docs/conformance.md, "Validators".</param>
public sealed record StatementForm(Dialect Dialect, string BaseAddress, bool ForJavaValidator);

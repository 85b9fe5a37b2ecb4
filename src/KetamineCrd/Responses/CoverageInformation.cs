using System.Text;
using KetamineCrd.Policies;

namespace KetamineCrd.Responses;

/// <summary>One <c>ext-coverage-information</c>: an assertion about one order under one Coverage.</summary>
/// <param name="Coverage">The Coverage on the client's server; null when it could not be read, which only an indeterminate statement may say.</param>
/// <param name="Dependency">Another order with which alone the statement holds; null when it stands for itself.</param>
/// <param name="Date">The day of the assertion.</param>
/// <param name="AssertionId">The same for the same answer about the same order and Coverage of one client's patient, another for any other.</param>
public sealed record CoverageInformation(CoverageAssertion Assertion, string? Coverage, string? Dependency, DateOnly Date, string AssertionId)
{
    public const string Url = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information";

    private static readonly byte[] Utf8 = Encoding.UTF8.GetBytes(Url);

    public static ReadOnlySpan<byte> UrlInUtf8 => Utf8;
}

using KetamineCrd.Fhir;

namespace KetamineCrd.Tests.Fhir;

/// <summary>FHIR R4 "Reference.reference": the literal shapes; ids longer than its 64 characters, which servers have given out, are ids too.</summary>
public sealed class PlainReferenceTests
{
    [Theory]
    [InlineData("Coverage/1")]
    [InlineData("MedicationRequest/a-B.9_x")]
    [InlineData("Coverage/1/_history/2")]
    [InlineData("https://ehr.example.org/fhir/r4/Coverage/1")]
    [InlineData("http://localhost:8080/fhir/Coverage/1/_history/2")]
    [InlineData("https://ehr.example.org/%7Etenant/Coverage/1")]
    [InlineData("urn:uuid:5f0c2f1e-6f0b-4a31-9a55-0f6a3d8c7b21")]
    [InlineData("urn:oid:1.2.3")]
    [InlineData("HTTPS://EHR.example.org/fhir/r4/Coverage/1")]
    public void Reference_of_the_shape_of_R4_is_plain(string literal) => Assert.Equal(literal, PlainReference.Of(literal));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("/1")]
    [InlineData("Coverage/")]
    [InlineData("coverage/1")]
    [InlineData("Coverage/..")]
    [InlineData("Coverage/1 2")]
    [InlineData("Coverage/1\n")]
    [InlineData("Coverage/<b>1</b>")]
    [InlineData("Cover<age/1")]
    [InlineData("Coverage/1|2")]
    [InlineData("Coverage/1?x=y")]
    [InlineData("Coverage/1#x")]
    [InlineData("Coverage/1/_history/")]
    [InlineData("Coverage/1/_history/<b>")]
    [InlineData("Coverage/1/_history/1/_history/2")]
    [InlineData("x/Coverage/1")]
    [InlineData("ftp://ehr.example.org/Coverage/1")]
    [InlineData("javascript:alert(1)//Coverage/1")]
    [InlineData("https://ehr.example.org/[x](y)/Coverage/1")]
    [InlineData("https://ehr.example.org/\u202E/Coverage/1")]
    [InlineData("https://ehr.example.org/a b/Coverage/1")]
    [InlineData("urn:uuid:<b>")]
    [InlineData("#contained")]
    public void Any_other_text_is_not(string? literal) => Assert.Null(PlainReference.Of(literal));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Id_has_up_to_512_characters(int length, bool isPlain)
    {
        var literal = $"Coverage/{new string('x', length)}";

        Assert.Equal(isPlain ? literal : null, PlainReference.Of(literal));
        Assert.Equal(isPlain ? literal : null, PlainReference.OfType($"https://ehr.example.org/fhir/{literal}/_history/{new string('1', 512)}"));
    }

    [Theory]
    [InlineData("coverage")]
    [InlineData("_coverage")]
    [InlineData("patient-coverage-2")]
    public void Word_stands_in_a_path(string name) => Assert.Equal(name, MemberName.InPath(name));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a[0]")]
    [InlineData("<b>")]
    [InlineData("Ünal")]
    [InlineData("\u202E")]
    [InlineData("a-long-name-a-long-name-a-long-name-a-long-name-a-long-name-65-ch")]
    public void Name_that_is_no_word_does_not(string name) => Assert.Equal("?", MemberName.InPath(name));
}

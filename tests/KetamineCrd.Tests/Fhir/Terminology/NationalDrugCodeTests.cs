using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Tests.Fhir.Terminology;

/// <summary>Terminology README, "Drugs": 11 digits; hyphens are padded by segment (4-4-2 labeler, 5-3-2 product, 5-4-1 package); bare 10 digits are ambiguous.</summary>
public sealed class NationalDrugCodeTests
{
    [Theory]
    [InlineData("00143950901", "00143950901")]
    [InlineData("00143-9509-01", "00143950901")]
    [InlineData("0143-9509-01", "00143950901")]
    [InlineData("55150-438-01", "55150043801")]
    [InlineData("67457-0181-0", "67457018100")]
    [InlineData(" 0143-9509-01 ", "00143950901")]
    public void A_written_code_has_one_form_of_11_digits(string code, string expected)
    {
        Assert.Equal(expected, NationalDrugCode.ToElevenDigits(code));
        Assert.Equal([expected], NationalDrugCode.Readings(code), StringComparer.Ordinal);
    }

    [Fact]
    public void A_bare_10_digit_number_has_three_readings()
    {
        Assert.Null(NationalDrugCode.ToElevenDigits("0143950901"));
        Assert.Equal(["00143950901", "01439050901", "01439509001"], NationalDrugCode.Readings("0143950901"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("001439509")]
    [InlineData("001439509010")]
    [InlineData("0143-950-01")]
    [InlineData("00143-9509-001")]
    [InlineData("00143-9509")]
    [InlineData("00143-9509-01-1")]
    [InlineData("00143-95O9-01")]
    [InlineData("0014395O901")]
    [InlineData("٠٠١٤٣٩٥٠٩٠١")]
    public void Anything_else_has_no_reading(string code)
    {
        Assert.Null(NationalDrugCode.ToElevenDigits(code));
        Assert.Empty(NationalDrugCode.Readings(code));
    }

    // ketamine 100 MG/ML, Hikma (drugs.json): 0143-9509-01.
    [Theory]
    [InlineData("0143-9509-01")]
    [InlineData("00143-9509-01")]
    [InlineData("00143950901")]
    [InlineData("0143950901")]
    [InlineData("55150-438-01")]
    [InlineData("5515043801")]
    public void Every_way_of_writing_a_ketamine_code_is_ketamine(string code) =>
        Assert.Equal("ketamine", Engine.Instance.Vocabulary.FindCode(KetamineCrd.Meanings.ConceptKind.Drug, CodeSystems.Ndc, code)?.Id);

    // "Matching labeler and product (first 9 digits) catches other package sizes."
    [Theory]
    [InlineData("00143950999")]
    [InlineData("0143-9509-99")]
    public void Another_package_of_the_same_product_is_the_same_drug(string code) =>
        Assert.Equal("ketamine", Engine.Instance.Vocabulary.FindCode(KetamineCrd.Meanings.ConceptKind.Drug, CodeSystems.Ndc, code)?.Id);

    [Fact]
    public void Another_product_of_the_same_labeler_is_not() =>
        Assert.Null(Engine.Instance.Vocabulary.FindCode(KetamineCrd.Meanings.ConceptKind.Drug, CodeSystems.Ndc, "0143-9999-01"));
}

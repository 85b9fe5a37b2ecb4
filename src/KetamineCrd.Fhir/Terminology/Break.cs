namespace KetamineCrd.Fhir.Terminology;

/// <summary>How far a word of a text is set apart from the word before it.</summary>
public enum Break
{
    /// <summary>By a blank, a hyphen or an apostrophe.</summary>
    None,

    /// <summary>By a slash or a plus sign, as between the members of a list.</summary>
    Slash,

    /// <summary>By a comma, a colon, a bracket or a dash: a further part of the same statement.</summary>
    Part,

    /// <summary>By a semicolon: a further item, which a cue in front of the first one still reaches.</summary>
    Item,

    /// <summary>By the end of a sentence or a line, or by a word that begins a new statement ("but", "now").</summary>
    Clause,
}

using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Reading;

/// <summary>Words that say more of a complaint and name no other one: where it is, how bad, of what kind. English.</summary>
internal static class Qualifiers
{
    private static readonly WordSet Known = new(
        // where
        "left", "right", "bilateral", "unilateral", "both", "sided", "side", "l", "r", "upper", "lower", "low", "mid", "middle", "high", "central", "peripheral", "distal", "proximal", "medial", "lateral",
        "anterior", "posterior", "dorsal", "ventral", "deep", "superficial", "local", "localized", "regional", "region", "area", "site", "sites", "multiple", "widespread", "diffuse", "generalized", "radiating",
        "radicular", "axial", "back", "neck", "cervical", "thoracic", "lumbar", "lumbosacral", "sacral", "sacroiliac", "coccyx", "tailbone", "spine", "spinal", "cord", "disc", "head", "face", "facial", "orofacial", "jaw",
        "shoulder", "arm", "forearm", "elbow", "wrist", "hand", "finger", "fingers", "thumb", "hip", "thigh", "leg", "knee", "calf", "ankle", "foot", "feet", "toe", "toes", "limb", "limbs", "extremity",
        "extremities", "buttock", "groin", "inguinal", "pelvic", "pelvis", "perineal", "vulvar", "testicular", "scrotal", "penile", "abdominal", "abdomen", "flank", "rib", "chest", "wall", "breast", "stump",
        "joint", "joints", "muscle", "nerve", "bone", "skin", "tissue", "soft", "body", "trunk", "occipital", "temporal", "cranial", "trigeminal", "intercostal", "sciatic", "femoral", "sural", "rue", "lue", "rle", "lle", "le", "ue",
        // how
        "severe", "severely", "moderate", "moderately", "mild", "intense", "debilitating", "disabling", "significant", "major", "minor", "constant", "continuous", "intermittent", "daily", "recurrent", "recurring",
        "refractory", "intractable", "resistant", "drug", "medication", "treatment", "therapy", "uncontrolled", "controlled", "poorly", "well", "worsening", "progressive", "stable", "ongoing", "active", "current", "known",
        "burning", "shooting", "stabbing", "aching", "sharp", "dull", "throbbing", "electric", "tingling", "numbness", "allodynia", "hyperalgesia", "sensitivity", "symptomatic", "symptom", "symptoms", "sign", "signs",
        // of what kind
        "type", "i", "ii", "iii", "iv", "1", "2", "subtype", "grade", "stage", "episode", "episodes", "exacerbation", "flare", "flareup", "attack", "onset", "single", "unspecified", "specified", "other", "nos", "nec", "elsewhere", "classified", "not", "initial", "subsequent", "encounter", "sequela", "disorder",
        "disorders", "disease", "diseases", "condition", "syndrome", "syndromes", "diagnosis", "dx", "due", "associated", "related", "secondary", "primary", "idiopathic", "noncancer",
        "nonmalignant", "malignant", "benign", "cancer", "non", "neuropathic", "nociceptive", "nociplastic", "neuralgic", "musculoskeletal", "myofascial", "mechanical", "visceral", "somatic", "inflammatory", "degenerative",
        "posttraumatic", "traumatic", "post", "postoperative", "postsurgical", "postprocedural", "postherpetic", "migraine", "diabetic", "tension", "cluster", "headache", "aura", "with", "without", "status",
        "migrainosus", "psychotic", "features", "psychosis", "melancholic", "mixed", "manic", "depressed", "depressive", "affective", "mood", "combat", "veteran", "adult", "pediatric", "patient", "pt", "patients", "male", "female",
        "man", "woman", "m", "f", "yo", "year", "yof", "yom", "code", "icd", "icd10", "trd", "tx", "nkda", "phq", "gaf", "score", "dsm", "indication", "indications", "reason", "impression",
        "chief", "complaint", "necessity", "medical", "assessment", "note", "anxious", "distress", "nature", "in", "of", "the", "a", "an", "to", "at", "and", "or", "is", "has", "his", "her", "their", "this", "that", "for", "from");

    public static bool Contains(ReadOnlySpan<char> word) => Known.Contains(word);
}

using KetamineCrd.Fhir.Terminology;

namespace KetamineCrd.Reading;

/// <summary>
/// The vocabulary of giving a drug: how, how much, how often, in what. Words that are none of it, and no reason, name something: another drug,
/// another service (decision rule 6). English.
/// </summary>
internal static class WordsOfGiving
{
    private static readonly WordSet Known = new(
        // to give
        "infusion", "infuse", "infused", "infusing", "infusions", "inject", "injected", "injection", "injections", "injectable", "inj", "push", "pushes", "bolus", "boluses", "drip", "administer", "administered", "administration", "give",
        "given", "giving", "start", "begin", "use", "using", "take", "apply", "provide", "prescribe", "prescribed", "prescription", "rx", "order", "ordered", "dispense", "compound", "compounded", "compounding",
        "prepare", "prepared", "mix", "mixed", "add", "titrate", "titrated", "titration", "repeat", "continue", "maintenance", "booster", "loading", "load", "trial", "therapy", "therapeutic", "prophylactic",
        "prophylaxis", "diagnostic", "diagnosis", "treatment", "treatments", "session", "sessions", "series", "course", "protocol", "program", "service", "services", "visit", "clinic", "outpatient", "inpatient", "home", "office",
        "hospital", "facility", "center", "suite", "pharmacy", "please", "patient", "pt", "patient's", "s", "own", "supply", "request", "requested", "new", "single", "multiple", "first", "initial", "subsequent",
        "additional", "each", "every", "sequential", "concurrent", "hour", "hours", "hr", "hrs", "h", "minute", "minutes", "min", "mins", "second", "seconds", "sec", "day", "days", "d", "daily", "week", "weeks", "weekly",
        "wk", "month", "months", "monthly", "mo", "once", "twice", "x", "times", "time", "bid", "tid", "qid", "qd", "qhs", "q", "qday", "prn", "stat", "now", "today", "up", "to", "over", "per", "by", "via", "at", "as", "per",
        "needed", "directed", "tolerated", "less", "than", "more", "minimum", "maximum", "max", "total", "rate", "dose", "doses", "dosed", "dosing", "dosage", "low", "high", "full", "half", "weight", "based", "ideal", "body", "bw",
        "subanesthetic", "sub", "anesthetic", "subanaesthetic", "anaesthetic", "subdissociative", "dissociative", "slow", "slowly", "rapid", "continuous", "intermittent", "consecutive", "ambulatory", "acute", "specify", "substance", "substances",
        "or", "and", "the", "a", "an", "of", "in", "into", "under", "is", "be", "will", "should", "may", "then", "also", "plus", "including", "type", "set", "item", "line", "code", "name",
        // by which way
        "iv", "intravenous", "intravenously", "i", "v", "ivpb", "ivp", "im", "intramuscular", "intramuscularly", "sc", "sq", "subq", "subcut", "subcutaneous", "subcutaneously", "po", "oral", "orally", "mouth", "nasal", "nasally",
        "intranasal", "intranasally", "spray", "sublingual", "sl", "buccal", "troche", "troches", "lozenge", "lozenges", "rdt", "tablet", "tablets", "capsule", "capsules", "cap", "tab", "topical", "topically", "cream", "gel",
        "ointment", "lotion", "transdermal", "patch", "rectal", "suppository", "route", "parenteral", "vein", "central", "peripheral", "port", "picc", "catheter", "access", "pump", "pca", "muscle", "skin", "tissue", "under",
        // what of
        "drug", "drugs", "medication", "medications", "medicine", "agent", "product", "unclassified", "unlisted", "miscellaneous", "misc", "biologic", "biologics", "otherwise", "classified", "specified", "noc", "nos",
        "nonformulary", "formulary", "non", "custom", "free", "text", "brand", "generic", "brands", "hydrochloride", "hcl", "chloride", "racemic", "preservative", "pf", "sterile", "solution", "soln", "sol", "vial", "vials", "ampule",
        "ampoule", "syringe", "syringes", "prefilled", "bag", "bottle", "package", "unit", "units", "usp", "concentration", "conc", "diluted", "dilution", "dilute", "normal", "saline", "ns", "nacl", "sodium", "dextrose", "d5w",
        "water", "lr", "mg", "mcg", "ug", "g", "gm", "gram", "grams", "kg", "ml", "l", "cc", "milligram", "milligrams", "milliliter", "microgram", "iu", "lb", "mgs", "kgs", "t", "u",
        // billing titles of administration codes
        "other", "chemotherapy", "nonchemotherapy", "diem", "care", "management", "pain", "procedure", "adult", "pediatric", "up", "list", "separately", "addition", "addl", "intra", "arterial", "ther", "proph", "diag", "dx", "inf", "init", "hc", "pr", "chg", "st", "nd", "rd", "ea", "seq", "conc", "subsq");

    public static bool Contains(TextWords words, int index) => Known.Contains(words[index]) || words.HasDigit(index) || words[index] is "?" or ">";
}

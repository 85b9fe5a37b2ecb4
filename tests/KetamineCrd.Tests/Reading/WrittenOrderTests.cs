using System.Text.Json.Nodes;

namespace KetamineCrd.Tests.Reading;

/// <summary>Orders as people write them: what their words are taken to say, under 7.03.03 (Excellus, chronic pain) and MB2300 (Medica, chronic pain and mental health).</summary>
public sealed class WrittenOrderTests
{
    // Rule 9: where words alone stand.
    [Theory]
    [InlineData("CRPS of the right arm after wrist fracture", "investigational", "not covered")]
    [InlineData("chronic migraines", "investigational", "not covered")]
    [InlineData("PHN", "investigational", "not covered")]
    [InlineData("FBSS", "investigational", "not covered")]
    [InlineData("diabetic peripheral neuropathy", "investigational", "not covered")]
    [InlineData("depressive disorder", "other policy", "not covered")]
    [InlineData("AUD", "silent", "not covered")]
    [InlineData("OUD", "silent", "not covered")]
    [InlineData("opioid dependence", "silent", "not covered")]
    [InlineData("PTSD, combat veteran, failed SSRIs", "other policy", "not covered")]
    [InlineData("MDD, recurrent, severe, without psychotic features", "other policy", "not covered")]
    [InlineData("treatment resistant depression, failed ECT", "other policy", "not covered")]
    [InlineData("severe refractory CRPS, failed lidocaine infusion", "investigational", "not covered")]
    [InlineData("CRPS, denies depression", "investigational", "not covered")]
    [InlineData("Denies SI. Chronic back pain.", "investigational", "not covered")]
    [InlineData("ketamine infusion for CRPS with midazolam sedation", "investigational", "not covered")]
    [InlineData("CRPS, HTN, DM2", "investigational", "not covered")]
    [InlineData("RSD/CRPS", "investigational", "not covered")]
    [InlineData("refractory status epilepticus", "silent", "silent")]
    [InlineData("status epilepticus, refractory to benzodiazepines", "silent", "silent")]
    [InlineData("severe status asthmaticus failing albuterol", "silent", "silent")]
    [InlineData("agitation unresponsive to haloperidol", "silent", "silent")]
    [InlineData("CRPS since 2015-2016", "investigational", "not covered")]
    [InlineData("CRPS (2015)", "investigational", "not covered")]
    [InlineData("fibromyalgia and depression", "investigational", "not covered")]
    [InlineData("trigeminal neuralgia", "investigational", "not covered")]
    public void What_the_words_of_a_reason_say_is_judged(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["reasonCode"] = new JsonArray(Given.Worded(text)));

    // Rules 9 and 14: dropped, and then not recognized.
    [Theory]
    [InlineData("Patient has no history of chronic pain", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("rule out CRPS", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("CRPS ruled out", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("CRPS (suspected)", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("CRPS?", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("?CRPS", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("CRPS vs neuropathy", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("doesn't have fibromyalgia", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("CRPS in the past", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("depression, resolved", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("depression (2015, resolved)", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("anxiety (-), depression (-)", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("CRPS, 2010-2012", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("history of suicidal behavior", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("family history of depression", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("mother with fibromyalgia", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("Past medical history: CRPS, fibromyalgia. Now with rib fractures.", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("screening for depression", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("at risk for chronic pain", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("prevention of chronic postsurgical pain", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("not for chronic pain", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("wrist contusion, hx depression", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("OCD lesion talus", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("TRD", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    [InlineData("see note", "ask UnrecognizedReason", "ask UnrecognizedReason")]
    public void What_is_denied_doubted_past_of_the_family_or_feared_is_no_reason(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["reasonCode"] = new JsonArray(Given.Worded(text)));

    // Rule 9: never denied by the comorbidity.
    [Theory]
    [InlineData("hip fracture, depression", "ask TreatedReason", "ask TreatedReason")]
    [InlineData("acute exacerbation of chronic low back pain", "ask TreatedReason", "ask TreatedReason")]
    public void Beside_something_else_it_is_asked_what_is_treated(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["reasonCode"] = new JsonArray(Given.Worded(text)));

    // Rule 10.
    [Theory]
    [InlineData("long-standing low back pain", "investigational", "not covered")]
    [InlineData("persistent low back pain", "investigational", "not covered")]
    [InlineData("knee pain, chronic, bilateral", "investigational", "not covered")]
    [InlineData("chronic postoperative pain", "investigational", "not covered")]
    [InlineData("back pain for 12 weeks", "investigational", "not covered")]
    [InlineData("back pain x 90 days", "investigational", "not covered")]
    [InlineData("LBP x 5 yrs", "investigational", "not covered")]
    [InlineData("6 mth history of low back pain", "investigational", "not covered")]
    [InlineData("neck pain > 6 months", "investigational", "not covered")]
    [InlineData("pain of 6 months' duration", "investigational", "not covered")]
    [InlineData("Low back pain radiating to left leg for 8 months", "investigational", "not covered")]
    [InlineData("3-year history of low back pain", "investigational", "not covered")]
    [InlineData("back pain since 2019", "investigational", "not covered")]
    [InlineData("sciatica since childhood", "investigational", "not covered")]
    public void Chronic_or_three_months_of_this_pain_counts(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["reasonCode"] = new JsonArray(Given.Worded(text)));

    // Rule 10: without a sign it is asked.
    [Theory]
    [InlineData("low back pain on chronic opioid therapy", "ask Chronicity", "ask Chronicity")]
    [InlineData("back pain in chronic kidney disease", "ask Chronicity", "ask Chronicity")]
    [InlineData("back pain, 9 yr F", "ask Chronicity", "ask Chronicity")]
    [InlineData("back pain, stroke 5 years ago", "ask Chronicity, UnrecognizedReason", "ask Chronicity, UnrecognizedReason")]
    [InlineData("back pain, 3 months pregnant", "ask Chronicity, UnrecognizedReason", "ask Chronicity, UnrecognizedReason")]
    [InlineData("back pain, on oxycodone for 3 years", "ask Chronicity", "ask Chronicity")]
    [InlineData("low back pain for 2 months", "ask Chronicity", "ask Chronicity")]
    [InlineData("migraine since 2016", "ask Chronicity", "ask Chronicity")]
    [InlineData("cluster headaches since 2005", "ask Chronicity", "ask Chronicity")]
    [InlineData("neuropathic pain", "ask Chronicity", "ask Chronicity")]
    [InlineData("Neoplasm related pain (acute) (chronic)", "ask Chronicity", "ask Chronicity")]
    [InlineData("acute on chronic low back pain", "ask Chronicity", "ask Chronicity")]
    public void Chronic_or_lasting_of_something_else_does_not_count(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["reasonCode"] = new JsonArray(Given.Worded(text)));

    // Rule 13.
    [Theory]
    [InlineData("Acute low back pain after fall today", "silent", "silent")]
    [InlineData("post-op pain", "silent", "silent")]
    [InlineData("pain after surgery", "silent", "silent")]
    [InlineData("vaso-occlusive crisis", "silent", "silent")]
    [InlineData("kidney stone pain", "silent", "silent")]
    [InlineData("Burn dressing change. PMH: fibromyalgia", "silent", "silent")]
    [InlineData("ECT", "silent", "silent")]
    [InlineData("RSI", "silent", "silent")]
    [InlineData("intubation", "silent", "silent")]
    [InlineData("anesthesia for ECT", "silent", "silent")]
    [InlineData("status asthmaticus, anxiety", "silent", "silent")]
    [InlineData("spine surgery", "silent", "silent")]
    public void Acute_pain_procedures_and_emergencies_are_silence(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["reasonCode"] = new JsonArray(Given.Worded(text)));

    // Rules 9, 10, 12.
    [Theory]
    [InlineData("M54.50", "Chronic low back pain", "investigational", "not covered")]
    [InlineData("M54.50", "low back pain for 6 months", "investigational", "not covered")]
    [InlineData("M54.50", "for 6 months", "investigational", "not covered")]
    [InlineData("M54.50", "on chronic opioid therapy", "ask Chronicity", "ask Chronicity")]
    [InlineData("M54.50", "r/o chronic pain", "ask Chronicity", "ask Chronicity")]
    [InlineData("M54.50", "history of chronic pain", "ask Chronicity", "ask Chronicity")]
    [InlineData("M54.50", "3 months pregnant", "ask Chronicity", "ask Chronicity")]
    [InlineData("M54.50", "Acute low back pain", "silent", "silent")]
    [InlineData("G43.909", "migraine since 2016", "ask Chronicity", "ask Chronicity")]
    [InlineData("G43.909", "chronic migraine", "investigational", "not covered")]
    [InlineData("G89.3", "Neoplasm related pain (acute) (chronic)", "ask Chronicity", "ask Chronicity")]
    [InlineData("G54.7", "phantom limb syndrome without pain", "silent", "silent")]
    [InlineData("S72.001A", "hip fracture, hx depression", "silent", "silent")]
    [InlineData("Z13.31", "screening for depression", "silent", "silent")]
    [InlineData("H33.41", "TRD repair", "silent", "silent")]
    [InlineData("F33.2", "induction of anesthesia before ECT", "silent", "silent")]
    [InlineData("G90.511", "procedural sedation during spinal cord stimulator trial", "silent", "silent")]
    [InlineData("G90.511", "acute CRPS flare", "ask TreatedReason", "ask TreatedReason")]
    [InlineData("F39", "mood disorder", "other policy", "not covered")]
    [InlineData("F60.3", "", "other policy", "not covered")]
    [InlineData("F70", "", "silent", "policy asks")]
    [InlineData("F55.2", "", "silent", "not covered")]
    [InlineData("F17.210", "", "silent", "not covered")]
    public void A_code_is_read_by_its_code_and_a_text_settles_only_the_course(string code, string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["reasonCode"] = new JsonArray(Given.Coded(Given.Icd10Cm, code, text: text.Length > 0 ? text : null)));

    // Rule 14.
    [Theory]
    [InlineData("0.5 mg/kg IV over 40 min for treatment resistant depression", "other policy", "not covered")]
    [InlineData("Dx: major depression", "other policy", "not covered")]
    [InlineData("CRPS", "investigational", "not covered")]
    [InlineData("Patient has CRPS.", "ask Indication", "ask Indication")]
    [InlineData("Depression: stable on sertraline.", "ask Indication", "ask Indication")]
    [InlineData("PHQ-9 for depression", "ask Indication", "ask Indication")]
    [InlineData("PHQ-9 22. 0.5 mg/kg IV for depression", "other policy", "not covered")]
    [InlineData("for procedural sedation", "silent", "silent")]
    public void A_note_is_a_reason_where_it_says_what_the_drug_is_for(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o =>
        {
            Given.SetReasons(o);
            o["note"] = new JsonArray(new JsonObject { ["text"] = text });
        });

    // Rule 13: a companion is no purpose; what is open is asked.
    [Theory]
    [InlineData("for procedural sedation during spinal cord stimulator trial", "silent", "silent")]
    [InlineData("induction of anesthesia before ECT", "silent", "silent")]
    [InlineData("intraoperative use", "silent", "silent")]
    [InlineData("for RSI", "silent", "silent")]
    [InlineData("with midazolam sedation", "investigational", "not covered")]
    [InlineData("s/p ECT x 12 without response", "investigational", "not covered")]
    [InlineData("sedation precautions, driver required", "investigational", "not covered")]
    [InlineData("under monitored anesthesia care", "ask TreatedReason", "ask TreatedReason")]
    [InlineData("acute pain flare", "ask TreatedReason", "ask TreatedReason")]
    public void A_procedure_in_a_note_comes_before_the_diagnosis(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["note"] = new JsonArray(new JsonObject { ["text"] = text }));

    // Rule 5.
    [Theory]
    [InlineData("Ketalar", "investigational", "not covered")]
    [InlineData("IV ketamine infusion 0.5 mg/kg over 40 minutes", "investigational", "not covered")]
    [InlineData("ketamine for CRPS", "investigational", "not covered")]
    [InlineData("gabapentin/ketamine/lidocaine cream", "investigational", "not covered")]
    [InlineData("Racemic ketamine", "investigational", "not covered")]
    [InlineData("(R,S)-ketamine", "investigational", "not covered")]
    [InlineData("midazolam 2 mg IV during ketamine infusion", "silent", "silent")]
    [InlineData("ondansetron 4 mg IV before ketamine infusion", "silent", "silent")]
    [InlineData("haloperidol for ketamine emergence reaction", "silent", "silent")]
    [InlineData("ketamine premedication", "silent", "silent")]
    [InlineData("propofol, no ketamine", "silent", "silent")]
    public void What_leads_the_words_of_a_medication_is_what_is_ordered(string text, string excellus, string medica) =>
        AssertOutcomes(excellus, medica, o => o["medicationCodeableConcept"] = Given.Worded(text));

    // Rules 5 and 6.
    [Theory]
    [InlineData("IV ketamine infusion for CRPS", "investigational", "not covered")]
    [InlineData("Ketamine IV infusion visit", "investigational", "not covered")]
    [InlineData("Infusion with ketamine", "ask Route", "not covered")]
    [InlineData("EKG before ketamine infusion", "silent", "silent")]
    [InlineData("Vital signs every 15 min during IV ketamine infusion", "silent", "silent")]
    [InlineData("Iron infusion after ketamine infusion", "silent", "silent")]
    [InlineData("Evaluate for ketamine infusion", "silent", "silent")]
    [InlineData("Ketamine level", "silent", "silent")]
    public void What_leads_the_words_of_a_service_is_what_is_done(string text, string excellus, string medica) =>
        AssertServiceOutcomes(excellus, medica, o => o["code"] = Given.Worded(text));

    // Rule 6.
    [Theory]
    [InlineData("Ketamine infusion", "investigational", "not covered")]
    [InlineData("iron sucrose", "silent", "silent")]
    [InlineData("Vyepti (eptinezumab) infusion", "silent", "silent")]
    [InlineData("haloperidol decanoate", "silent", "silent")]
    [InlineData("therapeutic infusion", "ask Drug", "ask Drug")]
    public void Words_beside_an_infusion_code_name_its_drug(string text, string excellus, string medica) =>
        AssertServiceOutcomes(excellus, medica, o => o["code"] = Given.Coded(Given.Cpt, "96365", text: text));

    // Rule 6: a dose of another drug in a note is what the infusion is of.
    [Theory]
    [InlineData("iron sucrose 200 mg", "silent", "silent")]
    [InlineData("Give magnesium sulfate 2 g over 1 hour", "silent", "silent")]
    [InlineData("ketamine 0.5 mg/kg", "investigational", "not covered")]
    [InlineData("Premedicate with ondansetron 4 mg", "ask Drug", "ask Drug")]
    [InlineData("Consent on file, weight 68 kg", "ask Drug", "ask Drug")]
    public void A_dose_in_the_note_of_an_infusion_code_names_its_drug(string note, string excellus, string medica) =>
        AssertServiceOutcomes(excellus, medica, o =>
        {
            o["code"] = Given.Coded(Given.Cpt, "96365");
            o["note"] = new JsonArray(new JsonObject { ["text"] = note });
        });

    private static void AssertOutcomes(string excellus, string medica, Action<JsonObject> change)
    {
        Assert.Equal(excellus, Under("Excellus BlueCross BlueShield", Order("2025-06-02")));
        Assert.Equal(medica, Under("Medica", Order("2025-10-01")));

        JsonObject Order(string date) => Given.Order(o =>
        {
            Given.SetDate(o, date);
            change(o);
        });
    }

    private static void AssertServiceOutcomes(string excellus, string medica, Action<JsonObject> change)
    {
        Assert.Equal(excellus, Under("Excellus BlueCross BlueShield", Service("2025-06-02")));
        Assert.Equal(medica, Under("Medica", Service("2025-10-01")));

        JsonObject Service(string date) => Given.Infusion(o =>
        {
            o["occurrenceDateTime"] = date;
            change(o);
        });
    }

    private static string Under(string payer, JsonObject order) => new Call
    {
        Orders = [order],
        Coverages = [Given.Coverage(c => c["payor"]![0]!["display"] = payer)],
    }.Outcome();
}

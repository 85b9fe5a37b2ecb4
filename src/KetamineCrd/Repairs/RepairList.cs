using System.Text;
using KetamineCrd.Fhir.Objects;

namespace KetamineCrd.Repairs;

/// <summary>The repairs found so far, and the place where the walk is.</summary>
internal sealed class RepairList
{
    private readonly List<Repair> _found = [];
    private readonly StringBuilder _here = new();

    public IReadOnlyList<Repair> All => _found;

    /// <summary>Goes down to a member, or to an item such as <c>[0]</c>, until the result is disposed.</summary>
    public Level Below(string step)
    {
        var before = _here.Length;
        Append(step);
        return new Level(_here, before);
    }

    /// <param name="step">The member of the element where the walk is, or a path from it.</param>
    /// <param name="kind">What was found there.</param>
    public void Add(string step, RepairKind kind)
    {
        using (Below(step))
        {
            AddHere(kind);
        }
    }

    public void AddHere(RepairKind kind)
    {
        if (_found.Count < RepairFinder.Most)
        {
            _found.Add(Repair.Of(_here.ToString(), kind));
        }
    }

    /// <summary>Adds what is wrong with the shape of what was sent.</summary>
    public void Told(string step, ShapeFault fault) => Add(step, fault switch
    {
        ShapeFault.ArrayExpected => RepairKind.ArrayExpected,
        ShapeFault.SingleExpected => RepairKind.SingleExpected,
        ShapeFault.NullValue => RepairKind.NullMember,
        ShapeFault.EmptyValue => RepairKind.EmptyElement,
        ShapeFault.ReferenceExpected => RepairKind.TextForReference,
        ShapeFault.OtherKind => RepairKind.OtherKind,
        ShapeFault.NotText => RepairKind.NotText,
        ShapeFault.MemberTwice => RepairKind.DuplicateMember,
        ShapeFault.ChoiceTwice => RepairKind.ChoiceTwice,
        _ => RepairKind.MemberNotFhir,
    });

    /// <summary>The same but for one fault, which is none here.</summary>
    public void ToldUnless(ShapeFault none, string step, ShapeFault fault)
    {
        if (fault != none)
        {
            Told(step, fault);
        }
    }

    private void Append(string step) => _here.Append(_here.Length == 0 || step.StartsWith('[') ? "" : ".").Append(step);

    /// <summary>One step down; disposing it steps up again.</summary>
    public readonly struct Level(StringBuilder here, int before) : IDisposable
    {
        public void Dispose() => here.Length = before;
    }
}

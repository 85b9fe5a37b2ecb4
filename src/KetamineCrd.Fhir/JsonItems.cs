using System.Text.Json;

namespace KetamineCrd.Fhir;

/// <summary>The items of a FHIR element that may repeat, whether the sender wrote an array or a single value.</summary>
public readonly struct JsonItems(JsonElement json)
{
    public JsonItem GetEnumerator() => new(json);

    /// <summary>The first item, or the default element when there is none.</summary>
    public JsonElement First
    {
        get
        {
            foreach (var item in this)
            {
                return item;
            }

            return default;
        }
    }

    public int Count => json.ValueKind switch
    {
        JsonValueKind.Array => json.GetArrayLength(),
        JsonValueKind.Undefined or JsonValueKind.Null => 0,
        _ => 1,
    };

    /// <summary>Walks the items.</summary>
    public struct JsonItem
    {
        private readonly JsonElement _single;
        private JsonElement.ArrayEnumerator _array;
        private State _state;

        internal JsonItem(JsonElement json)
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Array:
                    _array = json.EnumerateArray();
                    _state = State.InArray;
                    break;
                case JsonValueKind.Undefined or JsonValueKind.Null:
                    _state = State.Done;
                    break;
                default:
                    _single = json;
                    _state = State.BeforeSingle;
                    break;
            }
        }

        private enum State
        {
            Done,
            BeforeSingle,
            OnSingle,
            InArray,
        }

        public readonly JsonElement Current => _state == State.InArray ? _array.Current : _single;

        public bool MoveNext()
        {
            switch (_state)
            {
                case State.InArray:
                    return _array.MoveNext();
                case State.BeforeSingle:
                    _state = State.OnSingle;
                    return true;
                default:
                    _state = State.Done;
                    return false;
            }
        }
    }
}

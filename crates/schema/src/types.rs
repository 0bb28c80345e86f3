//! Sets of JSON types.

use serde_json::Value;

/// A JSON type as JSON Schema names them; integers are told from other numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number; a set that has it has [`Type::Integer`] too.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Type {
    /// Lists the types.
    pub const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Integer,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
    ];

    /// Reads a type as the `type` keyword names it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ty| ty.name() == name)
    }

    /// Names the type as the `type` keyword does.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// Names the narrowest type of a value: `1.0` is an integer (core §4.2.3).
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(n) if n.as_f64().is_some_and(|n| n.fract() != 0.0) => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// Every type.
    pub const ANY: Self = Self(0x7f);
    /// No type.
    pub const NONE: Self = Self(0);

    /// Holds one type; [`Type::Number`] brings [`Type::Integer`] along.
    pub const fn just(ty: Type) -> Self {
        match ty {
            Type::Number => Self(Type::Number.bit() | Type::Integer.bit()),
            _ => Self(ty.bit()),
        }
    }

    /// Tells whether values of a type are admitted.
    pub const fn admits(self, ty: Type) -> bool {
        self.0 & ty.bit() != 0
    }

    /// Tells whether every type is admitted.
    pub fn is_any(self) -> bool {
        self == Self::ANY
    }

    /// Tells whether no type is admitted.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Lists the types; a set of all numbers lists [`Type::Number`] only.
    pub fn iter(self) -> impl Iterator<Item = Type> {
        let whole = self.admits(Type::Number);
        Type::ALL.into_iter().filter(move |ty| self.admits(*ty) && !(whole && *ty == Type::Integer))
    }

    /// Counts the types that [`Types::iter`] lists.
    pub fn count(self) -> usize {
        self.iter().count()
    }

    /// Gives the only type besides `null`, if there is just one.
    pub fn single(self) -> Option<Type> {
        let mut types = self.iter().filter(|ty| *ty != Type::Null);
        types.next().filter(|_| types.next().is_none())
    }

    /// Tells whether `null` is admitted.
    pub fn is_nullable(self) -> bool {
        self.admits(Type::Null)
    }

    /// Holds what either holds.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Holds the other types.
    #[must_use]
    pub const fn without(self, ty: Type) -> Self {
        Self(self.0 & !ty.bit())
    }

    /// Holds what both hold.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl FromIterator<Type> for Types {
    fn from_iter<I: IntoIterator<Item = Type>>(types: I) -> Self {
        types.into_iter().map(Self::just).fold(Self::NONE, Self::union)
    }
}

//! The nodes of a shape.

use regex_syntax::hir::Hir;
use serde_json::Value;

use crate::check::Check;
use crate::date::DateFormat;
use crate::types::Types;

/// Names a node of one shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub(crate) u32);

impl Id {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the values at one place are, and what the document suggests for them.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) hints: Option<Box<Hints>>,
}

/// What the values at one place are.
#[derive(Debug)]
pub enum Kind {
    /// Any value of these types.
    Any(Types),
    /// This value.
    Const(Value),
    /// One of these values.
    Enum(Vec<Value>),
    /// An integer.
    Integer(IntegerShape),
    /// A number.
    Number(NumberShape),
    /// A string.
    Text(Box<TextShape>),
    /// An array.
    Array(Box<ArrayShape>),
    /// An object.
    Object(Box<ObjectShape>),
    /// A value of any of these nodes.
    AnyOf(Vec<Id>),
    /// What the algebra could not decide: a value of one of these nodes that passes the check.
    Hard(Vec<Id>, Check),
    /// What the algebra could not merge: a value of all these nodes at once, which passes the check.
    AllOf(Vec<Id>, Check),
    /// Nothing.
    Never,
}

/// The integers of a range.
#[derive(Debug, Clone, Default)]
pub struct IntegerShape {
    /// The least.
    pub min: Option<i128>,
    /// The greatest.
    pub max: Option<i128>,
    /// What all are multiples of; 1 where nothing is said.
    pub step: i128,
    /// Decides where the range and the step do not.
    pub check: Option<Check>,
}

/// One end of a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The limit.
    pub limit: f64,
    /// Whether the limit itself is out.
    pub exclusive: bool,
}

/// The numbers of a range.
#[derive(Debug, Clone, Default)]
pub struct NumberShape {
    /// The lower end.
    pub min: Option<Bound>,
    /// The upper end.
    pub max: Option<Bound>,
    /// What all are multiples of.
    pub step: Option<f64>,
    /// Decides where the range and the step do not.
    pub check: Option<Check>,
}

/// Strings; lengths count characters.
#[derive(Debug, Clone, Default)]
pub struct TextShape {
    /// The least length.
    pub min: usize,
    /// The greatest length.
    pub max: Option<usize>,
    /// What all match.
    pub patterns: Vec<Pattern>,
    /// The formats that all have.
    pub formats: Vec<String>,
    /// Decides where the lengths do not.
    pub check: Option<Check>,
}

/// A regular expression.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As the document has it (ECMA-262).
    pub source: String,
    /// Without lookaround, which a sampler cannot follow; `None` when it is none that can be read.
    pub hir: Option<Hir>,
}

/// Arrays.
#[derive(Debug, Clone, Default)]
pub struct ArrayShape {
    /// The least length.
    pub min: usize,
    /// The greatest length.
    pub max: Option<usize>,
    /// Whether no two elements are equal.
    pub unique: bool,
    /// The first elements.
    pub prefix: Vec<Id>,
    /// The elements after those.
    pub items: Option<Id>,
    /// What must be among the elements.
    pub contains: Vec<Contains>,
}

/// What must be among the elements of an array.
#[derive(Debug, Clone)]
pub struct Contains {
    /// The element.
    pub element: Id,
    /// How often at least.
    pub min: usize,
}

/// Objects.
#[derive(Debug, Clone, Default)]
pub struct ObjectShape {
    /// How the document calls them: the name of the component.
    pub name: Option<String>,
    /// The least number of properties.
    pub min: usize,
    /// The greatest number of properties.
    pub max: Option<usize>,
    /// The declared properties, in the order of the document.
    pub entries: Vec<Entry>,
    /// What property names are.
    pub names: Option<Id>,
    /// What the properties are whose names match.
    pub patterns: Vec<(Pattern, Id)>,
    /// What all other properties are.
    pub rest: Option<Id>,
}

/// A declared property.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// The value.
    pub node: Id,
    /// Whether it must be there.
    pub required: bool,
    /// Whether the other side gives it (read-only in a request, write-only in a response), so that it had better not be there.
    pub withheld: bool,
}

/// What the document suggests for a value, beyond what fits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// `x-faker`.
    pub faker: Option<String>,
    /// How a moment is written here.
    pub date: Option<DateFormat>,
    /// `format`, also where it is none that is asserted; `byte` for base64.
    pub format: Option<String>,
    /// `examples`, `example`, `default`.
    pub examples: Vec<Value>,
}

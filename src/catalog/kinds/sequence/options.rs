//! The options of sequences, as `CREATE` and `ALTER` give them → what PostgreSQL stores.
//!
//! The rules are those of `init_params` in PostgreSQL's `src/backend/commands/sequence.c`. Never in
//! it: whose a sequence is.

use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types;
use crate::catalog::{Attribute, Object, Value};
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span, written};

/// The numbers that a sequence goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    type_: Type,
    increment: i64,
    minimum: i64,
    maximum: i64,
    start: i64,
    cache: i64,
    cycles: bool,
}

/// The types that a sequence can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Smallint,
    Integer,
    Bigint,
}

/// What a sequence is for, which decides the words when its type won't do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// Itself.
    Itself,
    /// An identity column.
    Identity,
}

impl Type {
    fn of(name: &str) -> Option<Type> {
        match name {
            "smallint" => Some(Type::Smallint),
            "integer" => Some(Type::Integer),
            "bigint" => Some(Type::Bigint),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Type::Smallint => "smallint",
            Type::Integer => "integer",
            Type::Bigint => "bigint",
        }
    }

    fn bounds(self) -> (i64, i64) {
        match self {
            Type::Smallint => (i16::MIN.into(), i16::MAX.into()),
            Type::Integer => (i32::MIN.into(), i32::MAX.into()),
            Type::Bigint => (i64::MIN, i64::MAX),
        }
    }
}

impl Options {
    /// Returns the clauses that `ALTER SEQUENCE` takes to make these options of others.
    pub(super) fn changed_to_sql(self, before: Options) -> String {
        let mut words = Vec::new();
        let mut retyped = before;
        if self.type_ != before.type_ {
            words.push(format!("AS {}", self.type_.name()));
            retyped.change_type(self.type_);
        }
        let numbers = [
            ("INCREMENT BY", self.increment, before.increment),
            ("MINVALUE", self.minimum, retyped.minimum),
            ("MAXVALUE", self.maximum, retyped.maximum),
            ("START WITH", self.start, before.start),
            ("CACHE", self.cache, before.cache),
        ];
        for (word, value, old) in numbers {
            if value != old {
                words.push(format!("{word} {value}"));
            }
        }
        // What was taken last is at most between where it began and the bounds that there were.
        if before.start < self.minimum || before.start > self.maximum {
            words.push("RESTART".to_owned());
        }
        if self.cycles != before.cycles {
            words.push(if self.cycles { "CYCLE" } else { "NO CYCLE" }.to_owned());
        }
        words.join(" ")
    }

    /// Returns what a sequence of a type is without options.
    ///
    /// # Errors
    ///
    /// `22023` if a sequence can't have the type.
    pub(crate) fn of_type(type_: &Value, whose: For, span: Span) -> Accepted<Options> {
        let type_ = type_.as_text().and_then(Type::of).ok_or_else(|| wrong_type(whose, span))?;
        Ok(Options::new(type_, 1))
    }

    fn new(type_: Type, increment: i64) -> Options {
        let (lowest, highest) = type_.bounds();
        let (minimum, maximum) = if increment > 0 { (1, highest) } else { (lowest, -1) };
        let start = if increment > 0 { minimum } else { maximum };
        Options { type_, increment, minimum, maximum, start, cache: 1, cycles: false }
    }

    /// Returns the options that a sequence has.
    pub(crate) fn of(sequence: &Object) -> Options {
        let type_ = sequence.text("type").and_then(Type::of).unwrap_or(Type::Bigint);
        let number = |attribute: &str| sequence.text(attribute)?.parse::<i64>().ok();
        let plain = Options::new(type_, number("increment").unwrap_or(1));
        Options {
            minimum: number("minimum").unwrap_or(plain.minimum),
            maximum: number("maximum").unwrap_or(plain.maximum),
            start: number("start").unwrap_or(plain.start),
            cache: number("cache").unwrap_or(plain.cache),
            cycles: sequence.has("cycle"),
            ..plain
        }
    }

    /// Returns a new sequence's options, from what a statement says.
    ///
    /// # Errors
    ///
    /// `22023` for what a sequence can't be, `42601` for an option that is given twice.
    pub(crate) fn made(
        lookup: Lookup<'_>,
        plain: Option<Options>,
        nodes: &[SyntaxNode],
        whose: For,
    ) -> Accepted<Options> {
        let given = Given::read(lookup, nodes, whose)?;
        let type_ = given.type_.or(plain.map(|plain| plain.type_)).unwrap_or(Type::Bigint);
        let increment = given.increment.unwrap_or(1);
        let mut options = Options::new(type_, increment);
        options.take(&given);
        options.start = match given.start {
            Some(start) => start,
            None if increment > 0 => options.minimum,
            None => options.maximum,
        };
        options.check(&given)
    }

    /// Returns a sequence's options after an `ALTER`.
    ///
    /// # Errors
    ///
    /// See [`Options::made`].
    pub(crate) fn altered(
        self,
        lookup: Lookup<'_>,
        nodes: &[SyntaxNode],
        whose: For,
    ) -> Accepted<Options> {
        let given = Given::read(lookup, nodes, whose)?;
        let mut options = self;
        if let Some(type_) = given.type_ {
            options.change_type(type_);
        }
        options.increment = given.increment.unwrap_or(options.increment);
        options.take(&given);
        options.start = given.start.unwrap_or(options.start);
        options.check(&given)
    }

    /// Gives the sequence another type: bounds that were the old type's become the new one's.
    fn change_type(&mut self, type_: Type) {
        let (old, new) = (self.type_.bounds(), type_.bounds());
        if self.minimum == old.0 {
            self.minimum = new.0;
        }
        if self.maximum == old.1 {
            self.maximum = new.1;
        }
        self.type_ = type_;
    }

    /// Returns the options with a column's new type.
    ///
    /// # Errors
    ///
    /// `22023` for bounds that the type has no numbers for.
    pub(crate) fn with_type_of(mut self, column: &Value, span: Span) -> Accepted<Options> {
        if let Some(type_) = column.as_text().and_then(Type::of) {
            self.change_type(type_);
        }
        self.check(&Given { span, ..Given::default() })
    }

    /// Returns the options of a sequence that is made like this one: PostgreSQL takes its numbers and
    /// not its type.
    pub(crate) fn copied(self) -> Options {
        Options { type_: Type::Bigint, ..self }
    }

    /// Tells whether the sequence's type is another than its column's.
    pub(super) fn differs_from(self, column: &Value) -> bool {
        column.as_text() != Some(self.type_.name())
    }

    fn take(&mut self, given: &Given) {
        let plain = Options::new(self.type_, self.increment);
        self.maximum = match given.maximum {
            Some(maximum) => maximum.unwrap_or(plain.maximum),
            None => self.maximum,
        };
        self.minimum = match given.minimum {
            Some(minimum) => minimum.unwrap_or(plain.minimum),
            None => self.minimum,
        };
        self.cache = given.cache.unwrap_or(self.cache);
        self.cycles = given.cycles.unwrap_or(self.cycles);
    }

    fn check(self, given: &Given) -> Accepted<Options> {
        let Options { type_, minimum, maximum, start, .. } = self;
        let (lowest, highest) = type_.bounds();
        let fault = |message: String| Err(Refusal::invalid_parameter(given.span, message));
        if self.increment == 0 {
            return fault("INCREMENT must not be zero".to_owned());
        }
        for (word, bound) in [("MAXVALUE", maximum), ("MINVALUE", minimum)] {
            if bound < lowest || bound > highest {
                let name = type_.name();
                return fault(format!(
                    "{word} ({bound}) is out of range for sequence data type {name}"
                ));
            }
        }
        if minimum >= maximum {
            return fault(format!("MINVALUE ({minimum}) must be less than MAXVALUE ({maximum})"));
        }
        let ends = [("START", Some(start)), ("RESTART", given.restart)];
        for (word, value) in ends.into_iter().filter_map(|(word, value)| Some((word, value?))) {
            if value < minimum {
                return fault(format!(
                    "{word} value ({value}) cannot be less than MINVALUE ({minimum})"
                ));
            }
            if value > maximum {
                return fault(format!(
                    "{word} value ({value}) cannot be greater than MAXVALUE ({maximum})"
                ));
            }
        }
        if self.cache <= 0 {
            return fault(format!("CACHE ({}) must be greater than zero", self.cache));
        }
        Ok(self)
    }

    /// Returns what is said of a sequence with these options.
    pub(crate) fn attributes(self) -> Vec<(Attribute, Option<Value>)> {
        let number = |value: i64| Some(Value::from(value.to_string()));
        vec![
            ("type".into(), Some(Value::from(self.type_.name()))),
            ("increment".into(), number(self.increment)),
            ("minimum".into(), number(self.minimum)),
            ("maximum".into(), number(self.maximum)),
            ("start".into(), number(self.start)),
            ("cache".into(), number(self.cache)),
            ("cycle".into(), self.cycles.then(Value::flag)),
        ]
    }

    /// Returns the type and the bounds, as `ALTER SEQUENCE` takes them.
    pub(super) fn bounds_to_sql(self) -> String {
        let Options { minimum, maximum, .. } = self;
        format!("AS {} MINVALUE {minimum} MAXVALUE {maximum}", self.type_.name())
    }

    /// Returns the options as `CREATE SEQUENCE` takes them, those that hold anyway left out; the type
    /// only where it is not a column's.
    pub(crate) fn to_sql(self, whose: For) -> String {
        let plain = Options::new(self.type_, self.increment);
        let mut words = Vec::new();
        if whose == For::Itself && self.type_ != Type::Bigint {
            words.push(format!("AS {}", self.type_.name()));
        }
        let numbers = [
            (
                "START WITH",
                self.start,
                if self.increment > 0 { self.minimum } else { self.maximum },
            ),
            ("INCREMENT BY", self.increment, 1),
            ("MINVALUE", self.minimum, plain.minimum),
            ("MAXVALUE", self.maximum, plain.maximum),
            ("CACHE", self.cache, plain.cache),
        ];
        let differing = numbers.into_iter().filter(|(_, value, usual)| value != usual);
        words.extend(differing.map(|(word, value, _)| format!("{word} {value}")));
        if self.cycles {
            words.push("CYCLE".to_owned());
        }
        words.join(" ")
    }
}

/// What a statement says; of a bound, `None` in it is `NO MINVALUE`.
#[derive(Debug, Default)]
struct Given {
    type_: Option<Type>,
    increment: Option<i64>,
    minimum: Option<Option<i64>>,
    maximum: Option<Option<i64>>,
    start: Option<i64>,
    restart: Option<i64>,
    cache: Option<i64>,
    cycles: Option<bool>,
    span: Span,
}

impl Given {
    fn read(lookup: Lookup<'_>, nodes: &[SyntaxNode], whose: For) -> Accepted<Given> {
        let mut given = Given::default();
        let mut seen = Vec::new();
        for node in nodes {
            let option = option_name(node.kind());
            if option.is_some() && seen.contains(&option) {
                return Err(Refusal::syntax(span(node), "conflicting or redundant options"));
            }
            seen.push(option);
            given.span = span(node);
            given.read_one(lookup, node, whose)?;
        }
        Ok(given)
    }

    fn read_one(&mut self, lookup: Lookup<'_>, node: &SyntaxNode, whose: For) -> Accepted<()> {
        use SyntaxKind::*;
        match node.kind() {
            OPTION_AS_TYPE => {
                let type_ = types::of(lookup, node)?.unwrap_or_default();
                let type_ = type_.as_text().and_then(Type::of);
                self.type_ = Some(type_.ok_or_else(|| wrong_type(whose, span(node)))?);
            }
            OPTION_INCREMENT => self.increment = Some(number(node)?),
            OPTION_MIN_VALUE => self.minimum = Some(Some(number(node)?)),
            OPTION_MAX_VALUE => self.maximum = Some(Some(number(node)?)),
            OPTION_NO_MIN_VALUE => self.minimum = Some(None),
            OPTION_NO_MAX_VALUE => self.maximum = Some(None),
            OPTION_START => self.start = Some(number(node)?),
            OPTION_CACHE => self.cache = Some(number(node)?),
            OPTION_RESTART | RESTART if node.first_child().is_some() => {
                self.restart = Some(number(node)?);
            }
            OPTION_CYCLE => self.cycles = Some(true),
            OPTION_NO_CYCLE => self.cycles = Some(false),
            _ => {}
        }
        Ok(())
    }
}

/// Returns which option a node gives; one can be given once.
fn option_name(node: SyntaxKind) -> Option<&'static str> {
    use SyntaxKind::*;
    Some(match node {
        OPTION_AS_TYPE => "as",
        OPTION_INCREMENT => "increment",
        OPTION_MIN_VALUE | OPTION_NO_MIN_VALUE => "minvalue",
        OPTION_MAX_VALUE | OPTION_NO_MAX_VALUE => "maxvalue",
        OPTION_START => "start",
        OPTION_CACHE => "cache",
        OPTION_RESTART | RESTART => "restart",
        OPTION_CYCLE | OPTION_NO_CYCLE => "cycle",
        OPTION_OWNED_BY => "owned_by",
        OPTION_SEQUENCE_NAME => "sequence_name",
        _ => return None,
    })
}

fn wrong_type(whose: For, span: Span) -> Refusal {
    let message = match whose {
        For::Itself => "sequence type must be smallint, integer, or bigint",
        For::Identity => "identity column type must be smallint, integer, or bigint",
    };
    Refusal::invalid_parameter(span, message)
}

/// Returns the number that an option gives.
fn number(node: &SyntaxNode) -> Accepted<i64> {
    let Some(value) = node.first_child() else { return Ok(1) };
    let written: String = written(&value);
    let digits: String = written.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    digits.trim_start_matches('+').parse().map_err(|_| {
        let message = format!("value \"{digits}\" is out of range for type bigint");
        Refusal::out_of_range(span(&value), message)
    })
}

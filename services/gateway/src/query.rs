//! Query parameters: only those that an endpoint declares, each once.

use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::problem::Problem;

/// A query parameter that an endpoint takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) about: &'static str,
}

/// What a parameter takes, for the documentation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Any text.
    Text,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Flag,
    /// One of some words.
    Words(fn() -> Vec<&'static str>),
}

/// The parameters of a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(&'static str, String)>);

impl Query {
    /// Reads the query of a request against the parameters that its endpoint
    /// takes.
    pub(crate) fn read(raw: Option<&str>, takes: &[Parameter]) -> Result<Self, Problem> {
        let mut values: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
            let Some(parameter) = takes.iter().find(|parameter| parameter.name == name) else {
                let shown: String = name.chars().take(40).collect();
                return Err(Problem::query(&shown, known(takes)));
            };
            if values.iter().any(|(before, _)| *before == parameter.name) {
                return Err(Problem::query(parameter.name, "it may be given once only"));
            }
            if value.is_empty() {
                return Err(Problem::query(
                    parameter.name,
                    "leave it out where it has no value",
                ));
            }
            values.push((parameter.name, value.into_owned()));
        }
        Ok(Self(values))
    }

    /// Reads the query of a form, which sends fields that were left empty too.
    pub(crate) fn of_form(raw: Option<&str>, takes: &[Parameter]) -> Result<Self, Problem> {
        let fields = form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        let filled = fields.filter(|(_, value)| !value.trim().is_empty());
        let filled = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(filled)
            .finish();
        Self::read(Some(&filled), takes)
    }

    /// Reads what is known of a query that somebody else made.
    pub(crate) fn of_others(raw: Option<&str>, takes: &[Parameter]) -> Result<Self, Problem> {
        let fields = form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        let known = fields.filter(|(name, _)| takes.iter().any(|one| one.name == name));
        let known = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(known)
            .finish();
        Self::of_form(Some(&known), takes)
    }

    /// A parameter as text.
    pub(crate) fn text(&self, name: &'static str) -> Option<&str> {
        self.0
            .iter()
            .find(|(given, _)| *given == name)
            .map(|(_, value)| value.as_str())
    }

    /// A parameter as a type that says itself what was expected.
    pub(crate) fn parsed<T>(&self, name: &'static str) -> Result<Option<T>, Problem>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let parse = |text: &str| text.parse().map_err(|error| Problem::query(name, error));
        self.text(name).map(parse).transpose()
    }

    /// A whole number within bounds.
    pub(crate) fn whole(
        &self,
        name: &'static str,
        bounds: RangeInclusive<u64>,
    ) -> Result<Option<u64>, Problem> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        let expected = || match *bounds.end() {
            u64::MAX => format!("a whole number from {}", bounds.start()),
            end => format!("a whole number from {} to {end}", bounds.start()),
        };
        number
            .map(Some)
            .ok_or_else(|| Problem::query(name, expected()))
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, Problem> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::query(name, "`true` or `false`")),
        }
    }
}

fn known(takes: &[Parameter]) -> String {
    if takes.is_empty() {
        return "there is no such parameter; none is taken here".to_owned();
    }
    let names: Vec<&str> = takes.iter().map(|parameter| parameter.name).collect();
    format!(
        "there is no such parameter; taken are: {}",
        names.join(", ")
    )
}

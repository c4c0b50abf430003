//! What forms send.

use axum::body::Body;
use axum::http::HeaderMap;

use crate::body;
use crate::limits::FORM_BYTES_MAX;
use crate::problem::Problem;

/// The fields of a form, in the order sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a body as browsers send it.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Problem> {
        let bytes = body::whole(headers, body, "the form", FORM_BYTES_MAX).await?;
        Ok(Self::of(&bytes))
    }

    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// Takes over the fields of another form whose names begin so, under another
    /// beginning.
    pub(crate) fn take(&mut self, from: &Self, before: &str, now: &str) {
        let of_it = from.0.iter().filter_map(|(name, value)| {
            let rest = name.strip_prefix(before)?;
            Some((format!("{now}{rest}"), value.clone()))
        });
        self.0.extend(of_it);
    }

    /// A form with these fields.
    pub(crate) fn with(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// A field without blanks around it; empty where it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// A field that was filled in.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// All values of a field that may be sent several times.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.trim())
    }

    /// Every field as it was sent.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Fills a field in, in the place of what it held.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_as_browsers_send_them() {
        let form = Form::of(b"email=+Ann%40a.example&text=l%C5%B7n+1%0D%0A2&email=second");
        assert_eq!(form.text("email"), "Ann@a.example");
        assert_eq!(form.text("text"), "l\u{177}n 1\r\n2");
        assert_eq!(form.text("absent"), "");
        assert_eq!(form.filled("absent"), None);
        let both: Vec<&str> = form.all("email").collect();
        assert_eq!(both, ["Ann@a.example", "second"]);
        let mut filled = form.clone();
        filled.set("email", "third");
        assert_eq!(filled.all("email").collect::<Vec<_>>(), ["third"]);
        assert_eq!(filled.fields().count(), 2);
    }
}

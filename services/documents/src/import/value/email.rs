//! E-mail addresses.

/// Reads an address, in lower case: two ways of writing it are one person.
///
/// This looks only for slips, such as a name, two addresses in a cell or a
/// missing domain; whether mail arrives is found out by sending it.
pub(crate) fn parse(text: &str) -> Option<String> {
    let (local, domain) = text.split_once('@')?;
    let local_fits = (1..=64).contains(&local.len())
        && local.bytes().all(is_local)
        && local.split('.').all(|part| !part.is_empty());
    let domain_fits =
        domain.contains('.') && domain.len() <= 253 && domain.split('.').all(is_label);
    (local_fits && domain_fits && text.len() <= 254).then(|| text.to_ascii_lowercase())
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

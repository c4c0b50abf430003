//! The table: every endpoint there is, each group in a file of its own. Those
//! of pages are in `web`.

mod amendments;
mod audit;
mod bindings;
mod bounces;
mod calendar;
mod commands;
mod council;
mod councils;
mod deadlines;
mod delegations;
mod digests;
mod feed;
mod health;
mod imports;
mod items;
mod links;
mod people;
mod plans;
mod positions;
mod quarters;
mod records;
mod report_layouts;
mod report_routes;
mod reports;
mod schedules;
mod schemes;
mod sign_in_links;
mod signals;
mod tiles;
mod tokens;
mod trace;
mod tree;
mod verification;

use crate::endpoint::Endpoint;

/// What pages show comes from where the API's answers come from.
pub(crate) mod pages {
    pub(crate) use super::audit::{QUERY as AUDIT_QUERY, history, trail as audit};
    pub(crate) use super::digests::{standing as digest_standing, view as digest_view};
    pub(crate) use super::imports::{
        count as import_count, files as import_files, read as read_import,
    };
    pub(crate) use super::links::{found as link_view, item as asked_item};
    pub(crate) use super::positions::{QUERY as POSITIONS_QUERY, asked as positions};
    pub(crate) use super::quarters::{asked as quarter, without_answer};
    pub(crate) use super::reports::{
        FROM as REPORT_FROM, TO as REPORT_TO, difference as report_difference,
        edition as report_edition, figures as report_figures,
    };
    pub(crate) use super::tokens::minted;
    pub(crate) use super::trace::{QUERY as TRACE_QUERY, trail as trace};
}

/// Every endpoint.
pub(crate) fn table() -> Vec<Endpoint> {
    let groups = [
        health::endpoints(),
        councils::endpoints(),
        council::endpoints(),
        bounces::endpoints(),
        calendar::endpoints(),
        commands::endpoints(),
        imports::endpoints(),
        plans::endpoints(),
        items::endpoints(),
        quarters::endpoints(),
        signals::endpoints(),
        positions::endpoints(),
        trace::endpoints(),
        people::endpoints(),
        amendments::endpoints(),
        report_layouts::endpoints(),
        report_routes::endpoints(),
        reports::endpoints(),
        delegations::endpoints(),
        schemes::endpoints(),
        audit::endpoints(),
        records::endpoints(),
        tree::endpoints(),
        tiles::endpoints(),
        feed::endpoints(),
        tokens::endpoints(),
        sign_in_links::endpoints(),
        bindings::endpoints(),
        schedules::endpoints(),
        deadlines::endpoints(),
        digests::endpoints(),
        links::endpoints(),
        verification::endpoints(),
        crate::web::endpoints(),
    ];
    groups.into_iter().flatten().collect()
}

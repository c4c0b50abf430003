//! The API on real logs: a ledger, the embedded bus and a view in a folder
//! that goes with the test.
#![allow(clippy::unwrap_used)]

mod access;
mod admin;
mod amendment_pages;
mod audit;
mod choosers;
mod commands;
mod cycle;
mod documents;
mod errors;
mod failures;
mod feed;
mod imports;
mod layouts;
mod link_pages;
mod links;
mod lint;
mod my_update;
mod pages;
mod positions;
mod proofs;
mod reads;
mod refusals;
mod report_edit;
mod report_forms;
mod report_pages;
mod reports;
mod signals;
mod support;
mod tokens;
mod update;
mod web;
mod who_may;
mod workbooks;

//! How much an import may hold. Past a limit there is a `too_large` fault, so
//! that no file can exhaust the memory of a node that many councils share.

/// Files of one import.
pub const FILES_MAX: usize = 64;
/// Bytes of a file: 64 MiB.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Rows of a sheet, its header and its blank rows left out.
pub const SHEET_ROWS_MAX: u32 = 200_000;
/// Lines of a sheet, blank ones too: what a spreadsheet can show.
pub const SHEET_LINES_MAX: u32 = 1_048_576;
/// Cells of a CSV row, blank ones too: what a spreadsheet can show.
pub const ROW_CELLS_MAX: usize = 16_384;
/// Columns of a sheet.
pub const SHEET_COLUMNS_MAX: usize = 256;
/// Characters of a cell.
pub const CELL_CHARS_MAX: usize = 10_000;
/// Bytes of text in all rows of an import: 128 MiB. In a workbook a million
/// cells can share one long text, and each row needs its own.
pub const IMPORT_TEXT_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Faults that are listed; the others are counted.
pub const FAULTS_MAX: usize = 1_000;
/// Characters of a faulty cell that are repeated in its fault.
pub const FOUND_CHARS_MAX: usize = 60;

/// Parts of a workbook's ZIP container.
pub const WORKBOOK_PARTS_MAX: usize = 2_000;
/// Bytes of all parts of a workbook when unpacked: 512 MiB.
pub const WORKBOOK_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Bytes of a workbook's shared strings when unpacked: 128 MiB. They are held
/// in memory at once, the sheets are not.
pub const SHARED_STRINGS_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Bytes of a workbook's styles, theme, relationships or list of sheets when
/// unpacked: 16 MiB. They too are held in memory.
pub const WORKBOOK_SETTINGS_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Shared strings that a workbook may say that it has.
pub const SHARED_STRINGS_MAX: u64 = 8_000_000;

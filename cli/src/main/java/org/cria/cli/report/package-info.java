/** What commands print at their end: tables, sizes and receipts. */
@NullMarked
package org.cria.cli.report;

import org.jspecify.annotations.NullMarked;

/** What {@code cria bench} measures, and its results as llama-bench prints them. */
@NullMarked
package org.cria.cli.bench;

import org.jspecify.annotations.NullMarked;

/** Batches of prompts on Apache Spark: one model per executor, which its tasks share. */
@NullMarked
package org.cria.spark;

import org.jspecify.annotations.NullMarked;

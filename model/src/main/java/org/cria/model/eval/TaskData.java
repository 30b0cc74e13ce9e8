package org.cria.model.eval;

import java.util.List;

/**
 * Where the documents of a task are found.
 *
 * @param test files, of which the first that is there is taken; {@code {part}} stands for the part's name
 * @param shots the same for examples; empty where they come from the test's own
 * @param columns of files in CSV, by place; several of one name are a list
 * @param source where they are had, for whoever lacks them
 */
record TaskData(List<String> test, List<String> shots, List<String> columns, String source) {}

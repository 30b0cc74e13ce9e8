package org.cria.emulator.graph;

import java.util.List;

/**
 * A kernel and its arguments.
 *
 * @param name      graph and task
 * @param code      a method reference or lambda
 * @param arguments as they were when the task was added: numbers are constants from then on
 */
record Task(String name, Object code, List<Object> arguments) {}

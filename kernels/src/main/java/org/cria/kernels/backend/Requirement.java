package org.cria.kernels.backend;

/**
 * What a JVM must have been started with for a backend to have devices.
 *
 * @param name of it, which whoever starts the JVM knows too
 * @param isMet whether this JVM has it
 * @param remedy where to get it, in a sentence
 */
public record Requirement(String name, boolean isMet, String remedy) {}

package org.cria.model.family;

/**
 * Something beside a model's own weights that counts more or less.
 *
 * @param name as users know it: its file's
 * @param strength how much: 1 as it was trained, 0 nothing
 */
public record Tweak(String name, float strength) {}

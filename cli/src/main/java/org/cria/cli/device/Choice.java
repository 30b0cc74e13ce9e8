package org.cria.cli.device;

/**
 * A device and why it was taken.
 *
 * @param device as {@code --device} takes it
 * @param reason in one line
 */
public record Choice(String device, String reason) {}

/** The chat at a terminal, or line by line: what can be typed, and how answers are shown. */
@NullMarked
package org.cria.cli.chat;

import org.jspecify.annotations.NullMarked;

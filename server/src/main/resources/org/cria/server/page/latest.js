/** What keys do with the latest messages of the branch that is shown. */

import { announce, copy, notice } from "/page/dom.js";
import { answerOf, branches, leaf, shown } from "/page/tree.js";

export class Latest {
    constructor(page) {
        this.page = page;
    }

    last(wanted) {
        return shown(this.page.conversation).findLast(wanted);
    }

    turn(by) {
        const node = this.last((each) => branches(this.page.conversation, each).count > 1);
        if (node) {
            this.page.turn(node, by);
        }
    }

    again() {
        const node = leaf(this.page.conversation);
        if (node.role === "assistant" && !this.page.answering.isRunning(this.page.conversation)) {
            this.page.again(node, 0);
        }
    }

    edit() {
        const node = this.last((each) => each.role === "user");
        if (node) {
            this.page.thread.edit(node);
        }
    }

    async copy() {
        const node = this.last((each) => each.role === "assistant");
        if (node) {
            try {
                await copy(answerOf(node, 0).content);
                announce("Copied.");
            } catch (error) {
                notice(`Not copied: ${error.message}.`);
            }
        }
    }
}

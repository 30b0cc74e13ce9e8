/**
 * A conversation: a tree of messages, of which one branch is shown. Nothing here knows of the page or the server.
 *
 * Conversation {id, title, created, updated, system, columns: [Column], nodes: {id: Node}}, times in milliseconds
 * Column       {model, sampling: {field: number}}: who answers; two of them answer side by side
 * Node         {id, parent, children: [id], shown: id of the child that is shown, role, text, answers: [Answer]}
 *              role is "root", "user" (which has a text) or "assistant" (which has answers, one for each column)
 * Answer       {model, sampling, content, reasoning, state, error, forgotten, context, figures}
 *              state is "waiting", "writing", "done", "stopped" or "failed"
 */

const FORMAT = "cria-conversation";
const VERSION = 1;
const STATES = ["waiting", "writing", "done", "stopped", "failed"];

/** A name that nothing else has. Only secure pages have crypto.randomUUID. */
export function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function newConversation(columns, system) {
    const now = Date.now();
    const root = { id: "root", parent: null, children: [], shown: null, role: "root" };
    return { id: newId(), title: "", created: now, updated: now, system, columns, nodes: { root } };
}

export function newAnswer(column) {
    return {
        model: column.model,
        sampling: { ...column.sampling },
        content: "",
        reasoning: "",
        state: "waiting",
        error: null,
        forgotten: 0,
        context: null,
        figures: null,
    };
}

function add(conversation, parent, node) {
    const added = { id: newId(), parent: parent.id, children: [], shown: null, ...node };
    conversation.nodes[added.id] = added;
    parent.children.push(added.id);
    parent.shown = added.id;
    return added;
}

/** Asks something behind a message; where something was asked there already, this becomes another branch. */
export function addQuestion(conversation, parent, text) {
    if (!conversation.title) {
        const line = text.trim().split("\n", 1)[0];
        conversation.title = line.length > 60 ? `${line.slice(0, 59)}…` : line;
    }
    return add(conversation, parent, { role: "user", text });
}

/** The same answer for another branch. */
export function copyOf(answer) {
    return settled(structuredClone(answer));
}

/** Answers a question, once more if need be: that is another branch. */
export function addAnswers(conversation, question, answers) {
    return add(conversation, question, { role: "assistant", answers });
}

export function parentOf(conversation, node) {
    return conversation.nodes[node.parent];
}

/** The messages from the first to this one, both included. */
export function lineTo(conversation, node) {
    const line = [];
    for (let at = node; at.role !== "root"; at = parentOf(conversation, at)) {
        line.unshift(at);
    }
    return line;
}

/** The last message of the branch that is shown; the root where there is none. */
export function leaf(conversation) {
    let at = conversation.nodes.root;
    while (at.shown) {
        at = conversation.nodes[at.shown];
    }
    return at;
}

/** The messages that are shown. */
export function shown(conversation) {
    return lineTo(conversation, leaf(conversation));
}

/** The branches at a message: which one it is, from 0, and how many there are. */
export function branches(conversation, node) {
    const all = parentOf(conversation, node).children;
    return { index: all.indexOf(node.id), count: all.length };
}

/** Shows the branch so many further on. Gives its message; null where there is none. */
export function turn(conversation, node, by) {
    const parent = parentOf(conversation, node);
    const next = parent.children[parent.children.indexOf(node.id) + by];
    if (!next) {
        return null;
    }
    parent.shown = next;
    return conversation.nodes[next];
}

/** A column's answer in a message; the only one stands for both. */
export function answerOf(node, column) {
    return node.answers[Math.min(column, node.answers.length - 1)];
}

/**
 * What a column is sent to answer a question: exchanges that came to no answer are left out.
 *
 * @returns [{node, role, content}], without the system prompt
 */
export function history(conversation, question, column) {
    const line = lineTo(conversation, question);
    const sent = [];
    for (let i = 0; i + 1 < line.length; i += 2) {
        const answer = answerOf(line[i + 1], column);
        if (answer.content) {
            sent.push({ node: line[i], role: "user", content: line[i].text });
            sent.push({ node: line[i + 1], role: "assistant", content: answer.content });
        }
    }
    sent.push({ node: question, role: "user", content: question.text });
    return sent;
}

/** The messages that a column's model no longer saw when it gave its latest answer of the branch that is shown. */
export function forgottenBy(conversation, column) {
    const answered = shown(conversation).findLast((node) => node.role === "assistant");
    const count = answered ? answerOf(answered, column).forgotten : 0;
    return count
        ? history(conversation, parentOf(conversation, answered), column).slice(0, count).map((each) => each.node)
        : [];
}

/** Answers that a page which was closed left in the middle are over. */
export function settle(conversation) {
    for (const node of Object.values(conversation.nodes)) {
        for (const answer of node.answers ?? []) {
            settled(answer);
        }
    }
    return conversation;
}

function settled(answer) {
    if (answer.state === "waiting" || answer.state === "writing") {
        answer.state = "stopped";
    }
    return answer;
}

/** For a file: the whole tree, and beside it the shown branch as OpenAI's API has messages. */
export function exported(conversation) {
    const system = conversation.system ? [{ role: "system", content: conversation.system }] : [];
    const messages = shown(conversation).map((node) => ({
        role: node.role,
        content: node.role === "user" ? node.text : node.answers[0].content,
    }));
    return { format: FORMAT, version: VERSION, conversation, messages: [...system, ...messages] };
}

/**
 * Takes a conversation out of a file, as a new one. Only what is known is taken.
 *
 * @throws Error that says what is wrong
 */
export function imported(value) {
    if (value?.format !== FORMAT || value.version !== VERSION) {
        throw new Error(`this is no conversation of Cria, expected "format": "${FORMAT}" and "version": ${VERSION}`);
    }
    const given = value.conversation;
    const made = newConversation(list(given?.columns).slice(0, 2).map(columnFrom), text(given?.system));
    if (!made.columns.length) {
        throw new Error("the conversation has no column, expected one or two");
    }
    if (!given.nodes?.root) {
        throw new Error("the conversation has no messages, expected a tree of 'nodes' with a 'root'");
    }
    made.title = text(given.title);
    made.created = Number(given.created) || made.created;
    graft(made, made.nodes.root, given.nodes, given.nodes.root);
    return settle(made);
}

function graft(made, parent, nodes, from) {
    const waiting = [[parent, from]];
    while (waiting.length) {
        const [to, given] = waiting.pop();
        for (const id of list(given?.children)) {
            const child = Object.hasOwn(nodes, id) ? nodes[id] : null;
            const role = to.role === "user" ? "assistant" : "user";
            if (child?.role !== role || Object.keys(made.nodes).length > Object.keys(nodes).length) {
                throw new Error(`message '${id}' is damaged, expected one of role ${role} that is in one place only`);
            }
            const added = add(
                made,
                to,
                role === "user" ? { role, text: text(child.text) } : { role, answers: answersFrom(child) },
            );
            if (given.shown === id) {
                to.pick = added.id;
            }
            waiting.push([added, child]);
        }
        to.shown = to.pick ?? to.shown;
        delete to.pick;
    }
}

function answersFrom(node) {
    const answers = list(node.answers).slice(0, 2).map((answer) => ({
        ...newAnswer(columnFrom(answer)),
        content: text(answer.content),
        reasoning: text(answer.reasoning),
        state: STATES.includes(answer.state) ? answer.state : "done",
        error: answer.error ? { message: text(answer.error.message) } : null,
    }));
    if (!answers.length) {
        throw new Error(`message '${node.id}' has no answer, expected one or two`);
    }
    return answers;
}

function columnFrom(value) {
    const sampling = Object.entries(value?.sampling ?? {}).filter(([, number]) => typeof number === "number");
    return { model: text(value?.model), sampling: Object.fromEntries(sampling) };
}

function list(value) {
    return Array.isArray(value) ? value : [];
}

function text(value) {
    return typeof value === "string" ? value : "";
}

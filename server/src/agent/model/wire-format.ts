import type OpenAI from 'openai';
import type { ModelMessage, ModelTool } from './model-gateway.js';

type WireMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type WireTool = OpenAI.Chat.Completions.ChatCompletionTool;

/** Our messages in the shape of the chat completions API. */
export const toWireMessage = (message: ModelMessage): WireMessage => {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
  if (message.role !== 'assistant') return { role: message.role, content: message.content };
  if (message.toolCalls.length === 0) return { role: 'assistant', content: message.content };
  return {
    role: 'assistant',
    content: message.content || null,
    tool_calls: message.toolCalls.map((call) => ({
      id: call.id,
      type: 'function',
      function: { name: wireName(call.name), arguments: wireArguments(call.arguments) },
    })),
  };
};

export const toWireTool = (tool: ModelTool): WireTool => ({
  type: 'function',
  function: { name: tool.name, description: tool.description, parameters: tool.parameters },
});

// Endpoints refuse the whole conversation for a call in it that breaks their format. What was wrong is told in its result.
const wireName = (name: string): string => name.replace(/[^\w-]/g, '_').slice(0, 64) || 'unnamed';

const wireArguments = (text: string): string => {
  try {
    return /^\s*\{/.test(text) && JSON.parse(text) ? text : '{}';
  } catch {
    return '{}';
  }
};

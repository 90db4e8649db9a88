import { type AddedQuestion, readAdded } from "./added-reading";

self.onmessage = ({ data }: MessageEvent<AddedQuestion>) => {
  self.postMessage(readAdded(data));
};

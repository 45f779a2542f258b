"""Median ms of a training step of Embedding + LSTM + Linear in PyTorch: embedding hidden batch steps vocabulary labels threads."""
import sys
import time

import torch

embedding, hidden, batch, steps, vocabulary, labels, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
# Denormal numbers slow PyTorch down as they do us: both sides flush them to zero.
torch.set_flush_denormal(True)
torch.manual_seed(1)


class Classifier(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(vocabulary, embedding, sparse=True)
        self.lstm = torch.nn.LSTM(embedding, hidden, batch_first=True)
        self.output = torch.nn.Linear(hidden, labels)

    def forward(self, ids):
        states, _ = self.lstm(self.embedding(ids))
        return self.output(states[:, -1])


model = Classifier()
dense = [p for n, p in model.named_parameters() if not n.startswith("embedding")]
# A sparse gradient for the embedding is PyTorch's fastest way here.
optimisers = [torch.optim.AdamW(dense, lr=1e-3), torch.optim.SparseAdam(list(model.embedding.parameters()), lr=1e-3)]
loss_function = torch.nn.CrossEntropyLoss()
times = []
for i in range(13):
    ids = torch.randint(1, vocabulary, (batch, steps))
    targets = torch.randint(0, labels, (batch,))
    start = time.perf_counter()
    for optimiser in optimisers:
        optimiser.zero_grad()
    loss = loss_function(model(ids), targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(dense, 1.0)
    for optimiser in optimisers:
        optimiser.step()
    if i >= 3:
        times.append(1000 * (time.perf_counter() - start))
print(sorted(times)[len(times) // 2])

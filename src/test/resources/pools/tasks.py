# A Celery application whose broker is a folder below the current one, with a task that takes a while.
import os
import time

from celery import Celery

queue = os.path.join(os.getcwd(), "queue")
os.makedirs(queue, exist_ok=True)
app = Celery("tasks", broker="filesystem://")
app.conf.broker_transport_options = {"data_folder_in": queue, "data_folder_out": queue}


@app.task
def slow(seconds):
    time.sleep(seconds)
